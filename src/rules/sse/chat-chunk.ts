import type { FramingFact } from "../../wire/types.ts";

/** A frame of the older chat API. */
export const isChatChunk = ({ payload }: Extract<FramingFact, { kind: "not-event" }>): boolean =>
  payload?.["object"] === "chat.completion.chunk";
