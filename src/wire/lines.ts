import { isAscii } from "node:buffer";
import { segmentOf, type Segment } from "./segment.ts";

export interface BlockSplitter {
  /** Takes the next bytes. `emit` is called with what blank lines have ended. */
  push(chunk: Uint8Array, emit: (segment: Segment) => void): void;
  /** What stands after the last blank line, or undefined. */
  rest(): Segment | undefined;
  /** Bytes held back for a block that is not finished. */
  pending(): number;
}

/** The same memory as a Buffer, without a copy. */
export const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const LF = 10;
const CR = 13;

/**
 * Most bytes of a segment: the text of a longer one would be put into memory that is fetched for it alone and given back,
 * which takes longer than to read it.
 */
const LONG = 65_536;
/** Most bytes of one that is not all ASCII, so that one character beyond makes few blocks slower to decode. */
const SHORT = 2048;

/** Bytes that are kept until more come. */
interface Held {
  /** What is kept, followed by the chunk. The memory is used again at the next call. */
  with(chunk: Uint8Array): Buffer;
  /** Keeps these bytes, the end of what `with` gave. */
  keep(bytes: Buffer): void;
  bytes(): Buffer;
}

/** The unfinished block is kept in a buffer that doubles, so that one event in a thousand reads stays linear. */
function createHeld(): Held {
  let memory = Buffer.alloc(0);
  let length = 0;
  const grow = (size: number): void => {
    if (memory.length >= size) return;
    const grown = Buffer.allocUnsafe(Math.max(1024, size * 2));
    grown.set(memory.subarray(0, length));
    memory = grown;
  };
  return {
    with(chunk) {
      if (length === 0) return bufferOf(chunk);
      grow(length + chunk.length);
      memory.set(chunk, length);
      length += chunk.length;
      return memory.subarray(0, length);
    },
    keep(bytes) {
      // All of it is there already when nothing was taken away in front.
      if (bytes.buffer !== memory.buffer || bytes.length !== length) {
        grow(bytes.length);
        memory.set(bytes);
      }
      length = bytes.length;
    },
    bytes: () => memory.subarray(0, length),
  };
}

/**
 * Splits a byte stream at blank lines; LF, CRLF and CR end a line (WHATWG HTML, 9.2.5).
 * A CR ends its line at once: waiting to see whether LF follows would hold back the last event of a CR stream.
 */
export function createBlockSplitter(): BlockSplitter {
  const held = createHeld();
  let offset = 0;
  // From the first CR on, lines are looked at one by one.
  let onlyLf = true;
  let scanned = 0;
  let lines = 0;
  let lineStart = 0;
  let skipLf = false;

  /** With LF alone, all blocks are taken at once: where the last one ends is a search for two of them. */
  const takeAtOnce = (work: Buffer, emit: (segment: Segment) => void): number => {
    const from = Math.max(0, scanned - 1);
    const last = work.subarray(from).lastIndexOf("\n\n");
    if (last < 0) return 0;
    const end = from + last + 2;
    const size = isAscii(work.subarray(0, end)) ? LONG : SHORT;
    for (let start = 0; start < end;) {
      const blank = work.indexOf("\n\n", start + size - 2);
      const next = blank < 0 || blank + 2 > end ? end : blank + 2;
      emit(segmentOf(work.subarray(start, next), offset + start, true));
      start = next;
    }
    return end;
  };

  const takeByLines = (work: Buffer, emit: (segment: Segment) => void): number => {
    let all: Segment | undefined;
    let start = 0;
    let at = scanned;
    if (skipLf) {
      // The LF of a CRLF whose CR came with the bytes before: it ends nothing.
      skipLf = false;
      if (work[at] === LF) {
        if (lineStart === at) lineStart += 1;
        if (start === at) start += 1;
        at += 1;
      }
    }
    let cr = work.indexOf(CR, at);
    let lf = work.indexOf(LF, at);
    for (;;) {
      const end = cr < 0 ? lf : lf < 0 ? cr : Math.min(cr, lf);
      if (end < 0) break;
      let next = end + 1;
      if (end === cr) {
        if (next < work.length) {
          if (work[next] === LF) next += 1;
        } else skipLf = true;
      }
      lines += 1;
      if (end === lineStart) {
        all ??= segmentOf(work, offset, false);
        emit({ ...all, from: start, to: next, lines });
        lines = 0;
        start = next;
      }
      lineStart = next;
      at = next;
      if (cr >= 0 && cr < at) cr = work.indexOf(CR, at);
      if (lf >= 0 && lf < at) lf = work.indexOf(LF, at);
    }
    lineStart -= start;
    return start;
  };

  return {
    push(chunk, emit) {
      if (chunk.length === 0) return;
      const work = held.with(chunk);
      if (onlyLf && chunk.includes(CR)) {
        onlyLf = false;
        scanned = 0;
      }
      const taken = onlyLf ? takeAtOnce(work, emit) : takeByLines(work, emit);
      offset += taken;
      scanned = work.length - taken;
      held.keep(work.subarray(taken));
    },
    rest: () => {
      const bytes = held.bytes();
      return bytes.length === 0 ? undefined : segmentOf(bytes, offset, false);
    },
    pending: () => held.bytes().length,
  };
}
