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

/** The message of any thrown value, on one line. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s+/g, " ").trim();
}

/** A time as text: `250 ms`, `5 s`. */
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
        `${host} refused the connection, because nothing listens on that port. Start the server, or check host and port of the base URL.`,
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
      return ["tls", `the TLS certificate of ${host} has expired. Renew it on the server.`];
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return [
        "tls",
        `the TLS certificate of ${host} is for another host name. Use a host name of the certificate in the base URL.`,
      ];
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return [
        "tls",
        `the TLS connection to ${host} failed (${code}). The server may speak plain HTTP; try http:// in the base URL.`,
      ];
    case "UND_ERR_HEADERS_OVERFLOW":
      return [
        "headers-too-large",
        `${host} sent more than 64 KiB of response headers, which is more than this tool reads.`,
      ];
    case "UND_ERR_INVALID_ARG":
      return [
        "bad-request",
        "the request cannot be sent, because the key or a header has characters that HTTP does not allow, such as a line end from a file. Check the key and --header.",
      ];
    case "UND_ERR_SOCKET":
    case "ECONNRESET":
    case "EPIPE":
    case "HPE_INVALID_EOF_STATE":
      return [
        "closed",
        `${host} closed the connection without an answer. Check the log of the server, and the port of the base URL.`,
      ];
    default:
  }
  if (untrusted.has(code))
    return [
      "tls",
      `the TLS certificate of ${host} is not trusted (${code}). For a private certificate authority, set NODE_EXTRA_CA_CERTS to the file of its certificate.`,
    ];
  if (isBadHttp(error))
    return isTlsRecord(error)
      ? [
          "not-http",
          `${host} answered with TLS instead of plain HTTP. Try https:// in the base URL.`,
        ]
      : ["not-http", `${host} answered, but not with HTTP. Check the port of the base URL.`];
  if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_") || code.startsWith("CERT_"))
    return ["tls", `the TLS connection to ${host} failed: ${errorText(error)} (${code}).`];
  return ["network", `the request to ${host} failed: ${errorText(error)}${code && ` (${code})`}.`];
}

/** Why a request got no answer, from the error that ended it. @param reused whether the connection was kept alive from an earlier request */
export function describeFailure(
  error: unknown,
  url: URL,
  timeouts: Timeouts,
  reused: boolean,
): Failure {
  const [reason, message] = explain(error, url, timeouts);
  return { reason, message, reused: reused && reason === "closed" };
}

/** Why a body ended early, in one line. */
export function describeCut(error: unknown): string {
  const code = errorCode(error);
  switch (code) {
    case "UND_ERR_RES_CONTENT_LENGTH_MISMATCH":
      return "the length of the body differs from its content-length";
    case "UND_ERR_SOCKET":
    case "HPE_INVALID_EOF_STATE":
      return "the connection was closed before the body was complete";
    case "ECONNRESET":
    case "EPIPE":
      return "the connection was reset before the body was complete";
    default:
  }
  if (isBadHttp(error)) return `the body violates HTTP framing: ${errorText(error)}`;
  return `the connection failed: ${errorText(error)}`;
}
