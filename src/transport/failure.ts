import type { Failure, FailureReason, Timeouts } from "./types.ts";

/** The first code in an error, its causes and its members: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
export function errorCode(error: unknown, depth = 0): string {
  if (typeof error !== "object" || error === null || depth > 4) return "";
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === "string" && code !== "") return code;
  const members: unknown[] = Array.isArray(errors) ? errors : [];
  for (const inner of [...members, cause]) {
    const found = errorCode(inner, depth + 1);
    if (found !== "") return found;
  }
  return "";
}

/** The message of whatever was thrown, on one line. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Milliseconds for a human: `250 ms`, `5 s`. */
export function span(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

const untrusted = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_GET_ISSUER_CERT",
]);

/** The parser's errors have no code of their own where it does not know the reason. */
const isBadHttp = (error: unknown): boolean =>
  (error instanceof Error && error.name === "HTTPParserError") ||
  errorCode(error).startsWith("HPE_");

/** A TLS alert or handshake record begins with one of these bytes. */
const isTlsRecord = (error: unknown): boolean => {
  const data = (error as { data?: unknown } | null)?.data;
  const first = typeof data === "string" ? data.charCodeAt(0) : undefined;
  return first === 0x15 || first === 0x16;
};

function explain(error: unknown, url: URL, timeouts: Timeouts): [FailureReason, string] {
  const code = errorCode(error);
  const { host, hostname } = url;
  switch (code) {
    case "ECONNREFUSED":
      return [
        "refused",
        `${host} refused the connection: nothing listens there. Is the server running, and are host and port of the base URL right?`,
      ];
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA":
      return [
        "dns",
        `the host name ${hostname} cannot be resolved (${code}). Check the base URL and the network.`,
      ];
    case "UND_ERR_CONNECT_TIMEOUT":
    case "ETIMEDOUT":
      return [
        "connect-timeout",
        `no connection to ${host} within ${span(timeouts.connect)}. Check the base URL and firewalls, or raise --timeout-connect.`,
      ];
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return [
        "network",
        `${host} cannot be reached (${code}). Check the base URL and the network.`,
      ];
    case "CERT_HAS_EXPIRED":
      return ["tls", `the certificate of ${host} has expired. Renew it on the server.`];
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return [
        "tls",
        `the certificate of ${host} is for another name. Use the host name that the certificate names.`,
      ];
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return [
        "tls",
        `no TLS connection to ${host} (${code}): it may speak plain HTTP. Try http:// in the base URL.`,
      ];
    case "UND_ERR_HEADERS_OVERFLOW":
      return ["headers-too-large", `${host} answered with more than 64 KiB of headers.`];
    case "UND_ERR_INVALID_ARG":
      return [
        "bad-request",
        "the request cannot be sent: the key or a header holds characters that HTTP does not allow there (a line end from a file, perhaps).",
      ];
    case "UND_ERR_SOCKET":
    case "ECONNRESET":
    case "EPIPE":
    case "HPE_INVALID_EOF_STATE":
      return [
        "closed",
        `${host} closed the connection without an answer. Does its log say why, and is the port of the base URL right?`,
      ];
    default:
  }
  if (untrusted.has(code))
    return [
      "tls",
      `the certificate of ${host} is not trusted (${code}). For a private authority set NODE_EXTRA_CA_CERTS to its certificate.`,
    ];
  if (isBadHttp(error))
    return isTlsRecord(error)
      ? ["not-http", `${host} answered with TLS. Try https:// in the base URL.`]
      : ["not-http", `${host} answered, but not in HTTP. Is the port of the base URL right?`];
  if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_") || code.startsWith("CERT_"))
    return ["tls", `no TLS connection to ${host}: ${errorText(error)} (${code}).`];
  return ["network", `the request to ${host} failed: ${errorText(error)}${code && ` (${code})`}.`];
}

/** Why a request got no answer, from the error that ended it. */
export function describeFailure(
  error: unknown,
  url: URL,
  timeouts: Timeouts,
  reused: boolean,
): Failure {
  const [reason, message] = explain(error, url, timeouts);
  return { reason, message, reused: reused && reason === "closed" };
}

/** One line on how a body broke off. */
export function describeCut(error: unknown): string {
  const code = errorCode(error);
  switch (code) {
    case "UND_ERR_RES_CONTENT_LENGTH_MISMATCH":
      return "the body is not as long as its content-length says";
    case "UND_ERR_SOCKET":
    case "HPE_INVALID_EOF_STATE":
      return "the connection was closed before the body was complete";
    case "ECONNRESET":
    case "EPIPE":
      return "the connection was reset before the body was complete";
    default:
  }
  if (isBadHttp(error)) return `the body breaks HTTP's framing: ${errorText(error)}`;
  return `the connection broke: ${errorText(error)}`;
}
