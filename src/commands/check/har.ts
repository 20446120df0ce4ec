import {
  arrayAt,
  integerAt,
  isObject,
  jsonIn,
  objectAt,
  parseJson,
  stringAt,
  type Json,
  type JsonObject,
} from "../../json/json.ts";
import { joinedHeaders, type RequestInfo } from "../../engine/exchange.ts";
import { clip } from "../../wire/events.ts";
import { startsLikeEventStream } from "../../wire/sse.ts";
import { CaptureError, NothingToJudge, type CapturedExchange } from "./capture.ts";

/**
 * The exchanges of an HTTP archive that speak this protocol: event streams, and answers of `/responses` that are JSON or an
 * event stream, whatever their content type says. Entries that are something else are passed over.
 * @throws CaptureError if the text is not an HTTP archive, or no entry is an exchange of this protocol
 */
export function harExchanges(text: string): CapturedExchange[] {
  const parsed = parseJson(text);
  if ("error" in parsed) throw new CaptureError(`the archive is not JSON: ${parsed.error}`);
  const entries = arrayAt(objectAt(parsed.value, "log"), "entries");
  if (!entries) throw new CaptureError('the file is not an HTTP archive: "log.entries" is missing');
  const exchanges = entries.flatMap((entry, index) => {
    const exchange = readEntry(entry, index);
    return exchange ? [exchange] : [];
  });
  if (exchanges.length === 0) throw new NothingToJudge(describeOthers(entries));
  return exchanges;
}

/** Most entries that are listed. */
const mostListed = 5;

/** What an archive has in place of exchanges of this protocol, and what is looked for. */
function describeOthers(entries: readonly Json[]): string {
  const wanted =
    "Expected a request to an address that ends in /responses (or below it) with a JSON body or an event stream as its answer, or an event stream with response.* events";
  if (entries.length === 0) return `the archive has no entries. ${wanted}`;
  const listed = entries.slice(0, mostListed).map(describeEntry).join(", ");
  const more = entries.length > mostListed ? ` and ${entries.length - mostListed} more` : "";
  const count = entries.length === 1 ? "1 entry" : `${entries.length} entries`;
  return `the archive has ${count}, but no exchange of the Responses API. It has ${listed}${more}. ${wanted}`;
}

/** `POST https://h/v1/models (200 text/html)`, without what may be secret in an address. */
function describeEntry(entry: Json): string {
  const [request, response] = [objectAt(entry, "request"), objectAt(entry, "response")];
  const content = objectAt(response, "content");
  const url = stringAt(request, "url") ?? "";
  const { origin, pathname } = URL.canParse(url) ? new URL(url) : { origin: "", pathname: url };
  const type =
    headersOf(arrayAt(response, "headers"))["content-type"] ?? stringAt(content, "mimeType");
  const facts = [
    String(integerAt(response, "status") ?? "no status"),
    type === undefined || type === "" ? "without content type" : type,
    ...(stringAt(content, "text") === undefined ? ["without a body"] : []),
  ];
  const address = clip(`${origin}${pathname}`, 200);
  return `${stringAt(request, "method") ?? "?"} ${address} (${clip(facts.join(" "), 100)})`;
}

function readEntry(entry: Json, index: number): CapturedExchange | undefined {
  const response = objectAt(entry, "response");
  const content = objectAt(response, "content");
  const status = integerAt(response, "status") ?? 0;
  const text = stringAt(content, "text");
  if (status < 100 || text === undefined) return undefined;
  const headers = headersOf(arrayAt(response, "headers"));
  const type = headers["content-type"] ?? stringAt(content, "mimeType") ?? "";
  const request = readRequest(objectAt(entry, "request"));
  const bytes = Buffer.from(text, stringAt(content, "encoding") === "base64" ? "base64" : "utf8");
  const form = formOf(type, bytes, request !== undefined);
  if (form === undefined) return undefined;
  const streamed = form === "sse";
  const step = `entry ${index + 1}`;
  // Rules that compare the answer with what was asked for need all of the request, or none.
  const known = request?.method === "POST" && request.body === undefined ? undefined : request;
  return {
    step,
    info: { source: known ? "http" : "capture", framed: streamed, request: known, step },
    head: { status, headers: withType(headers, type, form) },
    form,
    open: () => [bytes],
    end: {},
    url: request?.path ?? "",
  };
}

/**
 * What the body of an entry is: by its content type and, for an answer of `/responses` with another one, by the body
 * itself. A wrong content type is for the rules to report. Undefined if it is not of this protocol.
 */
function formOf(type: string, bytes: Buffer, isResponses: boolean): "sse" | "json" | undefined {
  const start = bytes.subarray(0, 65_536);
  // A page has event streams of all sorts: one at another address must at least look like this protocol.
  if (/^\s*text\/event-stream/i.test(type))
    return isResponses || looksLikeResponses(start) ? "sse" : undefined;
  if (!isResponses) return undefined;
  if (/^\s*application\/([\w.-]+\+)?json/i.test(type)) return "json";
  if (startsLikeEventStream(start.toString("utf8")) && looksLikeResponses(start)) return "sse";
  return isObject(jsonIn(bytes.toString("utf8"))) ? "json" : undefined;
}

const looksLikeResponses = (start: Buffer): boolean =>
  /"type"\s*:\s*"response\./.test(start.toString("utf8"));

/** Headers with the content type: what the archive says of it elsewhere or, if it kept no headers, that of the form. */
function withType(
  headers: Record<string, string>,
  type: string,
  form: "sse" | "json",
): Record<string, string> {
  if (headers["content-type"] !== undefined) return headers;
  const isKnown = type !== "" && !/^x-unknown$/i.test(type);
  if (isKnown) return { ...headers, "content-type": type };
  if (Object.keys(headers).length > 0) return headers;
  return { "content-type": form === "sse" ? "text/event-stream" : "application/json" };
}

/** The request of an entry, when it went to `/responses` or below. */
function readRequest(request: JsonObject | undefined): RequestInfo | undefined {
  const url = stringAt(request, "url");
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { pathname, searchParams } = new URL(url);
  const path = /\/responses(?:\/[^/]+(?:\/[a-z_]+)?)?\/?$/.exec(pathname)?.[0];
  if (path === undefined) return undefined;
  const sent = stringAt(objectAt(request, "postData"), "text");
  // Keys of the recorded user are of no use here, and must not get into a report.
  const headers = headersOf(arrayAt(request, "headers"));
  for (const secret of ["authorization", "api-key", "x-api-key", "cookie"]) delete headers[secret];
  return {
    method: stringAt(request, "method") ?? "POST",
    path: path.replace(/\/$/, ""),
    query: Object.fromEntries(searchParams),
    headers,
    body: sent === undefined ? undefined : jsonIn(sent),
  };
}

/** Headers of an archive: a list of names and values. */
const headersOf = (list: Json[] = []): Record<string, string> =>
  joinedHeaders(
    list.flatMap((header): [string, string][] => {
      const [name, value] = [stringAt(header, "name"), stringAt(header, "value")];
      return name === undefined || value === undefined || name.startsWith(":")
        ? []
        : [[name, value]];
    }),
  );
