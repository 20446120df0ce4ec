import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  arrayAt,
  integerAt,
  isObject,
  objectAt,
  parseJson,
  stringAt,
  type Json,
} from "../json/json.ts";

/** Form of the recorded body. */
export type TapeForm = "sse" | "jsonl" | "json" | "text" | "messages";

/** A request as recorded: secrets are already masked. */
export interface TapeRequest {
  method: string;
  /** Path below the base URL, without the query. */
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: Json | undefined;
}

/** How the recorded answer ended; see `ExchangeEnd` for the meaning of the kinds. */
export interface TapeEnd {
  kind: "closed" | "cut" | "idle" | "total" | "pinged" | "limit" | "dropped" | "left";
  detail?: string;
  /** Milliseconds of silence before the end, if they were measured. */
  silentMs?: number;
}

/** A piece of a body: how long it is, and in which millisecond since the request was sent it came. */
export interface Read {
  length: number;
  at: number;
}

/** One recorded exchange. The body is kept as the bytes that came. */
export interface TapeExchange {
  step: string | undefined;
  transport: "http" | "websocket";
  /** The WebSocket that it went over. */
  connection?: string | undefined;
  request: TapeRequest | undefined;
  response:
    | { status: number; headers: Record<string, string>; at?: number | undefined }
    | undefined;
  form: TapeForm;
  bytes: Uint8Array;
  /** How the bytes came, if it was measured: pieces that make up the body. */
  reads?: readonly Read[] | undefined;
  end: TapeEnd;
}

/** Exchanges in the order in which they were made, of one scenario. */
export interface Tape {
  /** What recorded it, for instance a scenario id. */
  title: string;
  /** Dialects that it conforms to, for fixtures; undefined for all. */
  dialects?: string[];
  exchanges: TapeExchange[];
}

/** A tape that cannot be read: the message names the file and says why. */
export class TapeError extends Error {
  override name = "TapeError";
}

/** File ending of the description of a tape; the bodies lie beside it. */
export const tapeSuffix = ".tape.json";

const extension: Record<TapeForm, string> = {
  sse: "sse",
  jsonl: "jsonl",
  json: "json",
  text: "txt",
  messages: "messages.jsonl",
};

/**
 * Writes a tape: `<file>` describes it, the body of exchange n lies beside it as `<name>.<n>.<form>`.
 * @param file path that ends in `.tape.json`
 */
export async function writeTape(file: string, tape: Tape): Promise<void> {
  const name = file.slice(0, -tapeSuffix.length);
  await mkdir(dirname(file), { recursive: true });
  const exchanges = [];
  for (const [index, exchange] of tape.exchanges.entries()) {
    const body = `${name}.${index + 1}.${extension[exchange.form]}`;
    await writeFile(body, exchange.bytes);
    const { step, transport, connection, request, response, form, end } = exchange;
    const reads = piecesOf(exchange)?.map(({ length, at }) => `${length}@${Math.round(at)}`);
    exchanges.push({
      step,
      transport,
      connection,
      request,
      response,
      form,
      body: body.slice(dirname(file).length + 1),
      reads: reads?.join(" "),
      end,
    });
  }
  const { title, dialects } = tape;
  const described = { tape: 1, title, dialects, exchanges };
  await writeFile(file, `${JSON.stringify(described, undefined, 2)}\n`);
}

/**
 * The pieces in which a body came, where it is known: only if they make up the body. One whose secrets were masked may
 * have another length.
 */
export function piecesOf({
  bytes,
  reads,
}: Pick<TapeExchange, "bytes" | "reads">): readonly Read[] | undefined {
  const length = reads?.reduce((sum, read) => sum + read.length, 0);
  return length === bytes.length ? reads : undefined;
}

/** Reads pieces from their text: `1200@35 80@36`. Undefined if it is another text. */
function readsIn(text: string | undefined): Read[] | undefined {
  const reads = text?.split(" ").map((read) => /^(\d+)@(\d+)$/.exec(read));
  if (!reads?.every((read) => read !== null)) return undefined;
  return reads.map(([, length, at]) => ({ length: Number(length), at: Number(at) }));
}

/**
 * Reads a tape with its bodies.
 * @throws TapeError if the file is not a tape, or a body is missing or outside the folder of the tape.
 */
export async function readTape(file: string): Promise<Tape> {
  const parsed = parseJson(await readText(file));
  if ("error" in parsed) throw new TapeError(`${file}: not JSON: ${parsed.error}`);
  const { value } = parsed;
  const exchanges = arrayAt(value, "exchanges");
  if (!isObject(value) || value["tape"] !== 1 || !exchanges)
    throw new TapeError(`${file}: not a tape (expected "tape": 1 and a list "exchanges")`);
  const all = exchanges.map((exchange, index) => readExchange(file, index, exchange));
  const dialects = arrayAt(value, "dialects")?.filter((name) => typeof name === "string");
  const tape: Tape = {
    title: stringAt(value, "title") ?? file,
    exchanges: await Promise.all(all),
  };
  return dialects ? { ...tape, dialects } : tape;
}

async function readText(file: string): Promise<string> {
  try {
    return Buffer.from(await readFile(file)).toString("utf8");
  } catch (error) {
    throw new TapeError(
      `${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

const isForm = (text: string | undefined): text is TapeForm =>
  text !== undefined && Object.hasOwn(extension, text);
const endKinds: readonly TapeEnd["kind"][] = [
  "closed",
  "cut",
  "idle",
  "total",
  "pinged",
  "limit",
  "dropped",
  "left",
];

async function readExchange(file: string, index: number, exchange: Json): Promise<TapeExchange> {
  const where = `${file}: exchange ${index + 1}`;
  const form = stringAt(exchange, "form");
  const body = stringAt(exchange, "body");
  if (!isForm(form))
    throw new TapeError(`${where}: "form" must be one of ${Object.keys(extension).join(", ")}`);
  // A tape may come from a stranger: a body is only ever read from beside it.
  if (body === undefined || /[/\\]/.test(body))
    throw new TapeError(`${where}: "body" must name a file beside the tape`);
  const request = objectAt(exchange, "request");
  const response = objectAt(exchange, "response");
  const end = objectAt(exchange, "end");
  const kind = endKinds.find((known) => known === stringAt(end, "kind")) ?? "closed";
  const detail = stringAt(end, "detail");
  const silentMs = integerAt(end, "silentMs");
  const connection = stringAt(exchange, "connection");
  const reads = readsIn(stringAt(exchange, "reads"));
  const at = integerAt(response, "at");
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(dirname(file), body));
  } catch {
    throw new TapeError(`${where}: its body ${body} cannot be read`);
  }
  return {
    step: stringAt(exchange, "step"),
    transport: stringAt(exchange, "transport") === "websocket" ? "websocket" : "http",
    ...(connection === undefined ? {} : { connection }),
    request: request && {
      method: stringAt(request, "method") ?? "POST",
      path: stringAt(request, "path") ?? "/responses",
      query: strings(request["query"]),
      headers: strings(request["headers"]),
      body: request["body"],
    },
    response: response && {
      status: integerAt(response, "status") ?? 200,
      headers: strings(response["headers"]),
      ...(at === undefined ? {} : { at }),
    },
    form,
    bytes,
    ...(reads === undefined ? {} : { reads }),
    end: {
      kind,
      ...(detail === undefined ? {} : { detail }),
      ...(silentMs === undefined ? {} : { silentMs }),
    },
  };
}

function strings(value: Json | undefined): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, v]) => (typeof v === "string" ? [[key, v]] : [])),
  );
}
