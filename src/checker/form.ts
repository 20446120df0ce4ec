import { parseJson } from "../json/json.ts";
import type { BodyInfo } from "../engine/exchange.ts";
import { createWholeBody } from "../wire/body.ts";
import { tooLarge, type WireLimits } from "../wire/limits.ts";
import { streamReaders, type StreamForm } from "../wire/reader.ts";
import { startsLikeEventStream } from "../wire/sse.ts";
import type { WireReader, WireSink } from "../wire/types.ts";

/** Form of a body; `messages` is a recording of WebSocket messages. */
export type CheckedForm = StreamForm | "json";

/** Reads a body in whatever form it has: the events of a stream go to the sink, a body that is not a stream is kept whole. */
export interface BodyReader extends Omit<WireReader, "raw"> {
  /** True once the body is known to be a stream of events. */
  readonly streamed: boolean;
  /** The text of a body that is not a stream, as far as it was read. */
  text(): string;
}

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
  let reader = form && form !== "json" ? streamReaders[form](sink, limits) : undefined;
  // JSON, and whatever else is not a stream; until that is known, the beginning of any body.
  let body = createWholeBody(limits.eventBytes);

  // A stream under a wrong content type is still a stream; that the header is wrong is for a rule to say.
  const isStream = (): boolean =>
    isEventStream(contentType()) ||
    startsLikeEventStream(body.bytes().toString("utf8", 0, tellingBytes));

  return {
    push(chunk, at) {
      if (reader) return reader.push(chunk, at);
      const sniffing = form === undefined && body.length < tellingBytes;
      const { stopped } = body;
      body.push(chunk);
      if (!sniffing || !isStream()) {
        if (body.stopped && !stopped)
          sink.fact(tooLarge({ offset: 0, line: 1, events: 0 }, "body", limits));
        return;
      }
      reader = streamReaders.sse(sink, limits);
      reader.push(body.bytes(), at);
      body = createWholeBody(0);
    },
    end: () => reader?.end(),
    text: () => body.bytes().toString("utf8"),
    get streamed() {
      return reader !== undefined || isEventStream(contentType());
    },
    get stopped() {
      return (reader ?? body).stopped;
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
