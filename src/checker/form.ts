import { parseJson } from "../json/json.ts";
import type { BodyInfo } from "../engine/exchange.ts";
import { createJsonlReader } from "../wire/jsonl.ts";
import { createRecordingReader } from "../wire/messages.ts";
import { createSseReader, startsLikeEventStream, type WireReader } from "../wire/sse.ts";
import type { WireLimits, WireSink } from "../wire/types.ts";

/** Form of a body; `messages` is a recording of WebSocket messages. */
export type CheckedForm = "sse" | "jsonl" | "json" | "messages";

/** Reads a body in whatever form it has: the events of a stream go to the sink, a body that is not a stream is kept whole. */
export interface BodyReader extends WireReader {
  /** True once the body is known to be a stream of events. */
  readonly streamed: boolean;
  /** The text of a body that is not a stream, as far as it was read. */
  text(): string;
}

const createReader = {
  sse: createSseReader,
  jsonl: createJsonlReader,
  messages: createRecordingReader,
  json: () => undefined,
};

/** How many bytes at the beginning of a body show whether it is an event stream. */
const tellingBytes = 64;

/**
 * Makes the reader of one body.
 * @param form where it is known beforehand; else the content type and the first bytes decide
 * @param contentType the header, once it is known
 */
export function createBodyReader(
  sink: WireSink,
  limits: WireLimits,
  form: CheckedForm | undefined,
  contentType: () => string | undefined,
): BodyReader {
  let reader = form && createReader[form](sink, limits);
  let held: Uint8Array[] = [];
  let heldLength = 0;
  let stopped = false;

  // A stream under a wrong content type is still a stream; that the header is wrong is for a rule to say.
  const isStream = (): boolean =>
    isEventStream(contentType()) ||
    startsLikeEventStream(Buffer.concat(held).subarray(0, tellingBytes).toString("utf8"));

  return {
    push(chunk, at) {
      if (reader) return reader.push(chunk, at);
      if (stopped) return;
      const sniffing = form === undefined && heldLength < tellingBytes;
      held.push(chunk);
      heldLength += chunk.length;
      if (sniffing && isStream()) {
        reader = createSseReader(sink, limits);
        for (const one of held) reader.push(one, at);
        held = [];
      } else stopped = heldLength > limits.eventBytes;
    },
    end: () => reader?.end(),
    text: () => Buffer.concat(held).toString("utf8"),
    get streamed() {
      return reader !== undefined || isEventStream(contentType());
    },
    get stopped() {
      return stopped || (reader?.stopped ?? false);
    },
  };
}

/** True for the content type of an event stream, whatever its parameters. */
const isEventStream = (contentType = ""): boolean => /^\s*text\/event-stream/i.test(contentType);

/** A body that is not a stream, as rules see it. */
export function readBody(
  text: string,
  kindOf: (value: BodyInfo["value"]) => BodyInfo["kind"],
): BodyInfo {
  const parsed = parseJson(text);
  const value = "value" in parsed ? parsed.value : undefined;
  const error = "error" in parsed ? parsed.error : undefined;
  return { text, value, error, kind: kindOf(value) };
}
