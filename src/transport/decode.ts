import type { Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
} from "node:zlib";

/** The value of accept-encoding: the codings that this tool can decode, in the form that real clients send. */
export const acceptEncoding = "gzip, deflate, br";

/** Decodes the content coding of one body, chunk by chunk, so that a stream stays a stream. */
export interface Decoder {
  /** The next encoded bytes. False asks for a pause until `onDrain`. */
  write(chunk: Uint8Array): boolean;
  /** No more bytes come. Calls back once all was handed out, with why the coding was broken or cut off, if it was. */
  finish(callback: (error: string | undefined) => void): void;
  /** Drops what is left. */
  destroy(): void;
}

export interface DecoderSink {
  data(chunk: Uint8Array): void;
  drain(): void;
  /** The bytes are not in the coding that the header names. */
  error(message: string): void;
}

/** Servers send both forms under the name deflate: zlib's, as the standard says, and the bare one. */
const inflate = (first: number): Transform =>
  (first & 0x0f) === 8
    ? createInflate({ flush: constants.Z_SYNC_FLUSH })
    : createInflateRaw({ flush: constants.Z_SYNC_FLUSH });

function decoderFor(coding: string, first: number): Transform | undefined {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return createGunzip({ flush: constants.Z_SYNC_FLUSH });
    case "deflate":
      return inflate(first);
    case "br":
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH });
    default:
      return undefined;
  }
}

/**
 * A decoder for the value of a content-encoding header, or undefined if the body is not encoded.
 * More than one coding, or a coding that was not offered, is an error on the first byte.
 */
export function createDecoder(header: string | undefined, sink: DecoderSink): Decoder | undefined {
  const coding = (header ?? "").trim().toLowerCase();
  if (coding === "" || coding === "identity") return undefined;
  let stream: Transform | undefined;
  let failure: string | undefined;
  let finished: ((error: string | undefined) => void) | undefined;

  const fail = (message: string): void => {
    if (failure !== undefined) return;
    failure = message;
    if (finished) finished(message);
    else sink.error(message);
  };
  const start = (first: number): void => {
    stream = decoderFor(coding, first);
    if (!stream)
      return fail(`the body is encoded as "${coding}", but the request did not offer that coding`);
    stream.on("data", (chunk: Uint8Array) => sink.data(chunk));
    stream.on("drain", () => sink.drain());
    stream.on("end", () => finished?.(undefined));
    stream.on("error", (error: Error) => fail(`the body is not valid ${coding}: ${error.message}`));
  };

  return {
    write(chunk) {
      if (!stream && failure === undefined) start(chunk[0] ?? 0);
      return failure !== undefined || (stream?.write(chunk) ?? true);
    },
    finish(callback) {
      if (failure !== undefined || !stream) return callback(failure);
      finished = callback;
      stream.end();
    },
    destroy() {
      stream?.destroy();
    },
  };
}
