/** A run of bytes between two blank lines. It is only valid while it is handed over: the memory is used again. */
export interface Block {
  /** Memory that holds the block. */
  buffer: Buffer;
  /** Where it begins in `buffer`, and where it ends, the blank line that ends it included. */
  start: number;
  end: number;
  /** Byte offset of the block on the stream. */
  offset: number;
  /** Number of its first line, from 1. */
  line: number;
}

export interface BlockSplitter {
  /** Takes the next bytes. `emit` is called for each block that a blank line ended. */
  push(chunk: Uint8Array, emit: (block: Block) => void): void;
  /** What stands after the last blank line, or undefined. */
  rest(): Block | undefined;
  /** Bytes held back for a block that is not finished. */
  pending(): number;
}

/** The same memory as a Buffer, without a copy. */
const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const LF = 10;
const CR = 13;

/**
 * Splits a byte stream at blank lines; LF, CRLF and CR end a line (WHATWG HTML, 9.2.5).
 * A CR ends its line at once: waiting to see whether LF follows would hold back the last event of a CR stream.
 */
export function createBlockSplitter(): BlockSplitter {
  // The unfinished block is kept in a buffer that doubles, so that one event in a thousand reads stays linear.
  let held = Buffer.alloc(0);
  let heldLength = 0;
  let offset = 0;
  let line = 1;
  let lines = 0;
  let scanned = 0;
  let lineStart = 0;
  let skipLf = false;

  const hold = (bytes: Uint8Array): void => {
    if (held.length < bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(1024, bytes.length * 2));
      grown.set(bytes);
      held = grown;
    } else held.set(bytes);
    heldLength = bytes.length;
  };

  const append = (chunk: Uint8Array): Buffer => {
    const length = heldLength + chunk.length;
    if (held.length < length) {
      const grown = Buffer.allocUnsafe(length * 2);
      grown.set(held.subarray(0, heldLength));
      held = grown;
    }
    held.set(chunk, heldLength);
    heldLength = length;
    return held.subarray(0, length);
  };

  return {
    push(chunk, emit) {
      if (chunk.length === 0) return;
      const fresh = heldLength === 0;
      const work = fresh ? bufferOf(chunk) : append(chunk);
      let start = 0;
      let at = scanned;
      let cr = work.indexOf(CR, at);
      let lf = work.indexOf(LF, at);
      if (skipLf) {
        // The LF of a CRLF whose CR came with the bytes before: it ends nothing.
        skipLf = false;
        if (lf === at) {
          at += 1;
          if (lineStart === at - 1) lineStart = at;
          if (lines === 0 && start === at - 1) {
            start = at;
            offset += 1;
          }
          lf = work.indexOf(LF, at);
        }
      }
      for (;;) {
        const end = cr < 0 ? lf : lf < 0 ? cr : Math.min(cr, lf);
        if (end < 0) break;
        let next = end + 1;
        if (end === cr) {
          if (next < work.length) {
            if (work[next] === LF) next += 1;
          } else skipLf = true;
        }
        if (end === lineStart) {
          if (lines > 0) emit({ buffer: work, start, end: next, offset, line });
          line += lines + 1;
          lines = 0;
          offset += next - start;
          start = next;
        } else lines += 1;
        lineStart = next;
        at = next;
        if (cr >= 0 && cr < at) cr = work.indexOf(CR, at);
        if (lf >= 0 && lf < at) lf = work.indexOf(LF, at);
      }
      const left = work.subarray(start);
      lineStart -= start;
      scanned = left.length;
      if (left.length === 0) heldLength = 0;
      else if (fresh) hold(left);
      else if (start > 0) {
        held.copyWithin(0, start, heldLength);
        heldLength = left.length;
      }
    },
    rest: () =>
      heldLength === 0 ? undefined : { buffer: held, start: 0, end: heldLength, offset, line },
    pending: () => heldLength,
  };
}
