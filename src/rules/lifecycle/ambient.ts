import type { Dialect } from "../../dialect/dialect.ts";
import type { WireEvent } from "../../wire/types.ts";

/** True for an event that may come at any time, because it says nothing of the response: keep-alives, rate limits. */
export const isAmbient = ({ facts }: Dialect, { type }: WireEvent): boolean =>
  facts.ambientEvents.includes(type);
