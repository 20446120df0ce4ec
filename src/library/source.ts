import { UsageError } from "../config/usage-error.ts";
import { isObject } from "../json/json.ts";
import type * as library from "./types.ts";

/** A source as a reader takes it: one piece after the other. */
export interface Pieces {
  next(): Promise<Next> | Next;
  /** Hangs up. It never fails and waits for nothing. */
  leave(reason?: unknown): void;
  /** True for a connection: if it fails, the endpoint is the cause. */
  wire: boolean;
  /** True if pieces arrive while they are judged, so silence and the end are facts about the endpoint. */
  live: boolean;
}

export type Next = { done?: boolean | undefined; value?: unknown };

/** A fetch `Response`, of whatever make. */
export const isResponse = (source: unknown): source is library.ResponseLike =>
  isObject(source) && "status" in source && "headers" in source && "body" in source;

const isStream = (source: unknown): source is library.StreamLike =>
  isObject(source) && typeof source["getReader"] === "function";

/** @throws UsageError for what cannot be read */
export function piecesOf(source: library.Source): Pieces {
  if (typeof source === "string" || source instanceof Uint8Array) return once(source);
  if (isResponse(source)) {
    if (source.bodyUsed)
      throw new UsageError(
        "the body of this Response was already read; call clone() before reading it, and pass the clone",
      );
    // Some makes of fetch give a stream of Node as the body.
    return source.body === null ? once() : piecesOf(source.body);
  }
  if (isStream(source)) return ofStream(source);
  if (typeof source === "object" && source !== null) {
    if (Symbol.asyncIterator in source) {
      const pieces = ofIterator(source[Symbol.asyncIterator](), {
        wire: isNode(source),
        live: true,
      });
      return isNode(source) ? { ...pieces, leave: () => hangUp(source, pieces) } : pieces;
    }
    if (Symbol.iterator in source)
      return ofIterator(source[Symbol.iterator](), { wire: false, live: false });
  }
  const what =
    source === null ? "null" : typeof source === "object" ? "this object" : typeof source;
  throw new UsageError(
    `${what} cannot be judged; pass a fetch Response, a text, bytes, a stream of them, or an iterable of events`,
  );
}

/** Ends a stream of Node. Its iterator would wait for the piece that is asked for before it does so. */
function hangUp(source: object, pieces: Pieces): void {
  if ("destroy" in source && typeof source.destroy === "function") source.destroy();
  else pieces.leave();
}

/** A stream of Node's own, such as what `http.get` answers with. */
const isNode = (source: object): boolean => "pipe" in source && typeof source.pipe === "function";

function once(...values: (string | Uint8Array)[]): Pieces {
  const iterator = values.values();
  return { next: () => iterator.next(), leave: () => undefined, wire: false, live: false };
}

function ofStream(stream: library.StreamLike): Pieces {
  let reader: ReturnType<library.StreamLike["getReader"]>;
  try {
    reader = stream.getReader();
  } catch {
    throw new UsageError("the stream has another reader; pass a clone() or a tee() of it");
  }
  return {
    next: () => reader.read(),
    leave: (reason) => void reader.cancel(reason).catch(() => undefined),
    wire: true,
    live: true,
  };
}

function ofIterator(
  iterator: AsyncIterator<library.Piece> | Iterator<library.Piece>,
  kind: Pick<Pieces, "wire" | "live">,
): Pieces {
  return {
    next: () => iterator.next(),
    leave: () => void (async () => iterator.return?.())().catch(() => undefined),
    ...kind,
  };
}
