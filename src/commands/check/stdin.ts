import { bareExchange, CaptureError, headedExchange, type Capture } from "./capture.ts";
import { harExchanges } from "./har.ts";
import { readHttpHead } from "./http-head.ts";
import {
  archiveBytes,
  archiveTooLarge,
  formAfter,
  knownForms,
  looksLikeEvents,
  looksLikeStream,
  sniffBytes,
} from "./open.ts";

/**
 * Reads a capture from standard input. The first bytes decide its form; the rest is read while it is judged.
 * @throws CaptureError if the input is not a capture
 */
export async function readStdin(input: AsyncIterable<Uint8Array>): Promise<Capture> {
  const source = input[Symbol.asyncIterator]();
  const start = await readUntil(source, Buffer.alloc(0), sniffBytes, tellsForm);
  const headed = readHttpHead(start);
  if (headed) {
    const body = (): AsyncIterable<Uint8Array> => rest(start.subarray(headed.length), source);
    return standardInput([
      { ...headedExchange(headed.head, formAfter(headed, start), body), once: true },
    ]);
  }
  const form = looksLikeStream(start) ? "sse" : looksLikeEvents(start) ? "jsonl" : undefined;
  if (form)
    return standardInput([{ ...bareExchange(form, () => rest(start, source)), once: true }]);
  if (start.length === 0) throw new CaptureError(empty);
  if (!/^\uFEFF?\s*\{\s*"log"/.test(start.toString("utf8", 0, 1000)))
    throw new CaptureError(`it is not a capture. Known forms: ${knownForms}`);
  const whole = await readUntil(source, start, archiveBytes + 1, () => false);
  if (whole.length > archiveBytes) throw new CaptureError(archiveTooLarge);
  return standardInput(harExchanges(whole.toString("utf8")));
}

const empty =
  "it is empty; pipe a capture into this command, for example `curl -N ... | responses-conformance check -`";

// A live stream may fill a buffer slowly, and its first line is mostly enough to know its form.
const tellsForm = (start: Buffer): boolean => {
  const headed = readHttpHead(start);
  // The body decides its form, where its type does not.
  if (headed) return formAfter(headed, start) !== undefined;
  return looksLikeStream(start) || looksLikeEvents(start);
};

const standardInput = (exchanges: Capture["exchanges"]): Capture => ({
  id: "-",
  suite: "standard input",
  title: "standard input",
  exchanges,
});

/** Reads until `enough` returns true, `limit` bytes are read, or the input ends. */
async function readUntil(
  source: AsyncIterator<Uint8Array>,
  before: Buffer,
  limit: number,
  enough: (start: Buffer) => boolean,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [before];
  let length = before.length;
  for (;;) {
    if (length >= limit || (length <= sniffBytes && enough(Buffer.concat(chunks)))) break;
    const next = await source.next();
    if (next.done === true) break;
    chunks.push(next.value);
    length += next.value.length;
  }
  return Buffer.concat(chunks);
}

async function* rest(start: Buffer, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  for (let next = await source.next(); next.done !== true; next = await source.next())
    yield next.value;
}
