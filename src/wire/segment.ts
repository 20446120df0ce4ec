import { isAscii, isUtf8 } from "node:buffer";

/**
 * A piece of the stream that a blank line ends: one block of lines or, while no line ended with CR, any number of them.
 * It is only valid while it is handed over: the memory is used again.
 */
export interface Segment {
  /** Memory that holds it. */
  bytes: Buffer;
  /** The same memory as text, one character a byte (Latin-1): ASCII is found in it at the place it has in the bytes. */
  latin: string;
  /** False where bytes of the memory are no UTF-8. */
  valid: boolean;
  /** Where the segment begins in both, and where it ends, the last blank line included. */
  from: number;
  to: number;
  /** Byte offset on the stream of the beginning of the memory. */
  base: number;
  /** How many lines it has, the blank one included, if it is one block; a blank line with nothing before it has one. */
  lines: number | undefined;
  /**
   * The text from one place in the bytes to another, with replacement characters for what is no UTF-8. Pieces are taken
   * in order, and what lies between them is ASCII.
   */
  piece(from: number, to: number): string;
  /** The same for a piece at whose end the line ends, and none before: that is faster. */
  line(from: number, to: number): string;
}

// Of Node's ways to decode, the one of a stream is the fastest. It keeps nothing back where a line ends.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

type Pieces = Pick<Segment, "piece" | "line">;

function asciiPieces(text: string): Pieces {
  const piece = (from: number, to: number): string => text.slice(from, to);
  return { piece, line: piece };
}

/** Pieces of bytes that are all UTF-8 and end with a line: decoded once, which is faster than piece by piece. */
function utf8Pieces(bytes: Buffer): Pieces {
  const text = decoder.decode(bytes, { stream: true });
  // How many characters less than bytes there were before the piece, as a number below zero.
  let shift = 0;
  const piece = (from: number, to: number): string => {
    const found = bytes.toString("utf8", from, to);
    shift += found.length - (to - from);
    return found;
  };
  const line = (from: number, to: number): string => {
    const begin = from + shift;
    const end = text.indexOf("\n", begin);
    shift = end - to;
    return text.slice(begin, end);
  };
  return { piece, line };
}

function anyPieces(bytes: Buffer): Pieces {
  const piece = (from: number, to: number): string => bytes.toString("utf8", from, to);
  return { piece, line: piece };
}

/**
 * Memory as a segment from beginning to end.
 * @param base byte offset on the stream of its beginning
 * @param closed true where it ends with the LF of a blank line
 */
export function segmentOf(bytes: Buffer, base: number, closed: boolean): Segment {
  const latin = bytes.toString("latin1");
  const ascii = isAscii(bytes);
  const valid = ascii || isUtf8(bytes);
  const pieces = ascii
    ? asciiPieces(latin)
    : valid && closed
      ? utf8Pieces(bytes)
      : anyPieces(bytes);
  return { bytes, latin, valid, from: 0, to: bytes.length, base, lines: undefined, ...pieces };
}
