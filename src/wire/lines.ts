import { isAscii, isUtf8 } from "node:buffer";

/** A piece of the stream that a blank line ends: one block of lines, or several with blank lines between them. */
export interface Stretch {
  text: string;
  /** Byte offset on the stream. */
  offset: number;
  /** Its bytes, as long as it is handed over: the memory is used again. */
  bytes: Buffer;
  /** False where its bytes are no UTF-8. It is one block then, with replacement characters in its text. */
  valid: boolean;
}

export interface BlockSplitter {
  /** Takes the next bytes. `emit` is called with what blank lines have ended, without a gap but for the LF of a CRLF. */
  push(chunk: Uint8Array, emit: (stretch: Stretch) => void): void;
  /** What stands after the last blank line, or undefined. */
  rest(): Stretch | undefined;
  /** Bytes held back for a block that is not finished. */
  pending(): number;
}

/** The same memory as a Buffer, without a copy. */
const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const LF = 10;
const CR = 13;
const BLANK = "\n\n";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function stretch(bytes: Buffer, offset: number): Stretch {
  // To decode bytes that are all ASCII as Latin-1 takes a fraction of the time.
  if (isAscii(bytes)) return { text: bytes.toString("latin1"), offset, bytes, valid: true };
  // Of Node's ways to decode, the one of a stream is the fastest. A line end leaves nothing behind in it.
  const text =
    bytes.at(-1) === LF ? decoder.decode(bytes, { stream: true }) : bytes.toString("utf8");
  // The replacement character tells of bytes that are no UTF-8, unless it was sent as such.
  const valid = !text.includes("\uFFFD") || isUtf8(bytes);
  return { text, offset, bytes, valid };
}

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
      grow(bytes.length);
      // All of it is there already when nothing was taken away in front.
      if (bytes.length !== length || bytes.buffer !== memory.buffer) memory.set(bytes);
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
  let lineStart = 0;
  let skipLf = false;

  /** Takes all blocks at once: with LF alone, what ends them is a search for two of them. */
  const takeAtOnce = (work: Buffer, emit: (stretch: Stretch) => void): number => {
    const from = Math.max(0, scanned - 1);
    const last = work.subarray(from).lastIndexOf(BLANK);
    if (last < 0) return 0;
    const end = from + last + 2;
    const all = stretch(work.subarray(0, end), offset);
    if (all.valid) emit(all);
    else
      for (let start = 0; start < end;) {
        const next = work.indexOf(BLANK, start) + 2;
        emit(stretch(work.subarray(start, next), offset + start));
        start = next;
      }
    return end;
  };

  const takeByLines = (work: Buffer, emit: (stretch: Stretch) => void): number => {
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
      if (end === lineStart) {
        emit(stretch(work.subarray(start, next), offset + start));
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
      return bytes.length === 0 ? undefined : stretch(bytes, offset);
    },
    pending: () => held.bytes().length,
  };
}
