/** A body that is not a stream, kept whole up to a limit. */
export interface WholeBody {
  push(chunk: Uint8Array): void;
  bytes(): Buffer;
  /** How many bytes are kept. */
  readonly length: number;
  /** True once more bytes came than the limit allows; further ones are ignored. */
  readonly stopped: boolean;
}

/** @param limit in bytes; the piece that passes it is still kept */
export function createWholeBody(limit: number): WholeBody {
  const pieces: Uint8Array[] = [];
  let length = 0;
  return {
    push(chunk) {
      if (length > limit) return;
      pieces.push(chunk);
      length += chunk.length;
    },
    bytes: () => Buffer.concat(pieces, length),
    get length() {
      return length;
    },
    get stopped() {
      return length > limit;
    },
  };
}
