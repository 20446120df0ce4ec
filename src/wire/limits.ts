import type { FactPlace, FramingFact } from "./types.ts";

/** Bounds of one answer, in bytes. */
export interface WireLimits {
  /** Of an event, a line, a message, and a body that is not a stream. */
  eventBytes: number;
  streamBytes: number;
}

export const defaultLimits: WireLimits = {
  eventBytes: 16 * 1024 * 1024,
  streamBytes: 512 * 1024 * 1024,
};

/** What went over a limit of ours, and the limit in bytes. */
export interface Excess {
  what: "event" | "body" | "stream";
  limit: number;
}

/** What is larger than its limit. */
export const excessOf = (what: Excess["what"], limits: WireLimits): Excess => ({
  what,
  limit: what === "stream" ? limits.streamBytes : limits.eventBytes,
});

/** The fact that reading stopped at a place, because what follows is larger than its limit. */
export const tooLarge = (
  place: Omit<FactPlace, "length">,
  what: Excess["what"],
  limits: WireLimits,
): FramingFact => ({ ...place, length: 0, kind: "too-large", ...excessOf(what, limits) });

const subjects = { event: "an event", body: "the body", stream: "the stream" };

/** A number of bytes as a config file has it: `16MiB`. */
function size(bytes: number): string {
  if (bytes % 2 ** 20 === 0) return `${bytes / 2 ** 20}MiB`;
  return bytes % 2 ** 10 === 0 ? `${bytes / 2 ** 10}KiB` : `${bytes}B`;
}

/** What raises a limit: for a user of the command line, or of the library. */
const remedies = {
  config: (key: string, flag: string, more: string): string =>
    `with ${flag} ${more}, or with limits: { ${key}: ${more} } in the config file (responses-conformance.yaml)`,
  options: (key: string, _flag: string, more: string): string =>
    `in the options, for example limits: { ${key}: ${more} }`,
};

/**
 * Why an answer was not read to its end, and what to do. A limit of ours says nothing about the endpoint, so this is never a
 * violation.
 * @param set where the reader sets limits: a config file has sizes with their unit, the options of the library have numbers
 */
export function describeExcess(
  { what, limit }: Excess,
  set: keyof typeof remedies = "config",
): string {
  const [key, flag] =
    what === "stream" ? ["streamBytes", "--limit-stream"] : ["eventBytes", "--limit-event"];
  const more = set === "config" ? size(4 * limit) : String(4 * limit);
  return `${subjects[what]} is larger than limits.${key} (${size(limit)}), so this program stopped reading. Raise the limit ${remedies[set](key, flag, more)}`;
}
