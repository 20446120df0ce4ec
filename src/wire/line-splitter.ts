import { bufferOf } from "./lines.ts";

const LF = 10;

/** Splits bytes at line feeds. */
export interface LineSplitter {
  /** Takes the next bytes; every line that they end is handed on without its LF. */
  push(chunk: Uint8Array): void;
  /** Hands on what was left without a line feed, if there is any. */
  end(): void;
  /** How many bytes are held back for a line that is not finished. */
  readonly pending: number;
}

/** @param take called with each line; its bytes are only valid during the call */
export function createLineSplitter(take: (line: Buffer) => void): LineSplitter {
  let held: Uint8Array[] = [];
  let pending = 0;
  const flush = (last: Uint8Array): void => {
    const line = pending === 0 ? bufferOf(last) : Buffer.concat([...held, last]);
    held = [];
    pending = 0;
    take(line);
  };
  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        flush(chunk.subarray(start, end));
        start = end + 1;
      }
      if (start === chunk.length) return;
      held.push(chunk.slice(start));
      pending += chunk.length - start;
    },
    end() {
      if (pending > 0) flush(new Uint8Array(0));
    },
    get pending() {
      return pending;
    },
  };
}
