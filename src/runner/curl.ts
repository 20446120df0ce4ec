import { isSecretHeader } from "../tape/redact.ts";

/** Longest body that is put on a command line, in characters. */
const longestBody = 16_000;

/** A word for a POSIX shell: whatever it holds, the shell hands it on as it is. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A header whose secret is an environment variable, in double quotes so that the shell fills it in. */
function secretHeader(name: string, scheme: string, variable: string): string {
  return `"${name}: ${scheme === "" ? "" : `${scheme} `}$${variable}"`;
}

export interface CurlRequest {
  method: string;
  /** Without user name and password. */
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** True when the answer is a stream. */
  streamed: boolean;
  /** The header with the key, when the request carries the configured one. */
  keyHeader: { name: string; scheme: string } | undefined;
}

/** Headers that curl sends by itself, or that change nothing. */
const implied = new Set(["user-agent", "accept-encoding"]);

/**
 * A command that sends the same request. It has the key as `$RESPONSES_API_KEY`, other secret headers as a
 * variable named after the header.
 */
export function curlCommand(request: CurlRequest): string {
  const words = ["curl", request.streamed ? "-sSN" : "-sS"];
  if (request.method !== (request.body === undefined ? "GET" : "POST"))
    words.push("-X", request.method);
  words.push(shellQuote(request.url));
  words.push(...headerWords(request));
  const { body } = request;
  if (body === undefined) return words.join(" ");
  const note = `# the body has ${body.length} characters; --record writes it to a file`;
  if (body.length > longestBody) words.push("--data-binary", "@request.json", note);
  else words.push("--data-raw", shellQuote(body));
  return words.join(" ");
}

/** The `-H` words that curl and websocat both know. */
function headerWords({ headers, keyHeader }: CurlRequest): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    if (implied.has(lower)) return [];
    if (lower === keyHeader?.name.toLowerCase())
      return ["-H", secretHeader(name, keyHeader.scheme, "RESPONSES_API_KEY")];
    if (isSecretHeader(name))
      return ["-H", secretHeader(name, "", name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_"))];
    return ["-H", shellQuote(`${name}: ${value}`)];
  });
}

/** A command that sends the same message over WebSocket and shows what comes back; secrets as in `curlCommand`. */
export function websocatCommand(request: CurlRequest): string {
  const { body = "", url } = request;
  const long = body.length > longestBody;
  const send = long ? "cat request.json" : `printf '%s\\n' ${shellQuote(body)}`;
  // -n keeps the connection when the message was sent, -B is the size of the largest one.
  const words = [send, "| websocat -n -B 1000000", ...headerWords(request), shellQuote(url)];
  if (long) words.push(`# the message has ${body.length} characters; --record writes it to a file`);
  return words.join(" ");
}
