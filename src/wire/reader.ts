import { createJsonlReader } from "./jsonl.ts";
import { createRecordingReader } from "./messages.ts";
import { createSseReader } from "./sse.ts";

/** The readers of streams, by the form of the body; `messages` is a recording of WebSocket messages. */
export const streamReaders = {
  sse: createSseReader,
  jsonl: createJsonlReader,
  messages: createRecordingReader,
};

export type StreamForm = keyof typeof streamReaders;
