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
 * A command that sends the same request. The key stands in it as `$RESPONSES_API_KEY`, other secret headers as a
 * variable named after the header.
 */
export function curlCommand(request: CurlRequest): string {
  const words = ["curl", request.streamed ? "-sSN" : "-sS"];
  if (request.method !== (request.body === undefined ? "GET" : "POST"))
    words.push("-X", request.method);
  words.push(shellQuote(request.url));
  for (const [name, value] of Object.entries(request.headers)) {
    const lower = name.toLowerCase();
    if (implied.has(lower)) continue;
    if (lower === request.keyHeader?.name.toLowerCase())
      words.push("-H", secretHeader(name, request.keyHeader.scheme, "RESPONSES_API_KEY"));
    else if (isSecretHeader(name))
      words.push("-H", secretHeader(name, "", name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")));
    else words.push("-H", shellQuote(`${name}: ${value}`));
  }
  const { body } = request;
  if (body !== undefined)
    words.push("--data-raw", body.length > longestBody ? "@request.json" : shellQuote(body));
  if (body !== undefined && body.length > longestBody) {
    words[words.length - 2] = "--data-binary";
    words.push(`# a body of ${body.length} characters; --record keeps it`);
  }
  return words.join(" ");
}
