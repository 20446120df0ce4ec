import type { RequestInfo } from "../engine/exchange.ts";
import { isObject, jsonIn, type Json, type JsonObject } from "../json/json.ts";
import { headerSecrets, urlSecrets } from "../tape/redact.ts";
import type { Steer } from "../scenario/types.ts";
import type { HttpRequest } from "../transport/types.ts";
import { curlCommand, websocatCommand } from "./curl.ts";
import { RunUsageError, type Endpoint } from "./types.ts";

/** A request before the endpoint's base URL, key and headers are added. References are resolved. */
export interface Wanted {
  method: "GET" | "POST" | "DELETE";
  /** Path below the base URL, with its query. */
  path: string;
  body: JsonObject | undefined;
  /** Sent unchanged, instead of `body`. */
  rawBody?: string | undefined;
  headers?: Record<string, string>;
  auth?: "configured" | "none" | "wrong";
  /** The WebSocket that it goes over, as a `response.create` message; undefined for HTTP. */
  connection?: string | undefined;
  /** Input that is sent while the response is under way. */
  steer?: Steer | undefined;
}

/** A request ready to be sent, with what rules and reports need of it. */
export interface BuiltRequest {
  http: HttpRequest;
  info: RequestInfo;
  /** The method as reports show it: `WS` for a turn over WebSocket. */
  method: string;
  /** The URL as reports show it. */
  url: string;
  /** A command that sends the same: of curl, or of websocat for a turn over WebSocket. */
  curl: string;
}

/** A key that no endpoint has given out. */
const wrongKey = "wrong-key-0000000000000000";

/** The header that carries the key: its name, and its scheme if it has one. */
export function keyHeader(endpoint: Endpoint): { name: string; scheme: string } {
  const [name = "", ...scheme] = (endpoint.authHeader ?? "Authorization: Bearer").split(":");
  return { name: name.trim(), scheme: scheme.join(":").trim() };
}

/**
 * The base URL, checked.
 * @throws RunUsageError if it is not an http or https URL
 */
export function parseBaseUrl(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new RunUsageError(
      `the base URL must be an http or https URL, such as http://localhost:8000/v1`,
    );
  return url;
}

/** Everything in an endpoint's settings that no report may show. */
export function secretsOf(endpoint: Endpoint): string[] {
  const url = URL.canParse(endpoint.baseUrl) ? urlSecrets(new URL(endpoint.baseUrl)) : [];
  const key = endpoint.apiKey === undefined ? [] : [endpoint.apiKey];
  return [...key, ...headerSecrets(endpoint.headers), ...url];
}

/** The base URL as reports show it: without user name and password. */
export function shownUrl(url: URL): string {
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  return shown.href;
}

/** Where a path below the base URL leads. The base's own query is kept. */
function locate(
  base: URL,
  path: string,
): { url: URL; path: string; query: Record<string, string> } {
  const [route = ""] = path.split("?", 1);
  const url = new URL(base);
  url.hash = "";
  url.pathname = `${base.pathname.replace(/\/+$/, "")}${route}`;
  const own = new URLSearchParams(path.slice(route.length));
  for (const [name, value] of own) url.searchParams.append(name, value);
  return { url, path: route, query: Object.fromEntries(own) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Headers by lower-case name, later ones over earlier ones. */
const merged = (...sets: Record<string, string>[]): Record<string, string> =>
  Object.fromEntries(
    sets.flatMap(Object.entries<string>).map(([name, value]) => [name.toLowerCase(), value]),
  );

/** Adds base URL, key and headers to a request. */
export function buildRequest(wanted: Wanted, endpoint: Endpoint, userAgent: string): BuiltRequest {
  const base = parseBaseUrl(endpoint.baseUrl);
  const { url, path, query } = locate(base, wanted.path);
  const turn = wanted.connection !== undefined;
  const body =
    wanted.rawBody ?? (wanted.body && JSON.stringify(turn ? asMessage(wanted.body) : wanted.body));
  const sent = wanted.rawBody === undefined ? wanted.body : jsonIn(wanted.rawBody);
  const streamed = (isObject(sent) && sent["stream"] === true) || query["stream"] === "true";
  const { name, scheme } = keyHeader(endpoint);
  const auth = wanted.auth ?? "configured";
  const key = auth === "wrong" ? wrongKey : auth === "none" ? undefined : endpoint.apiKey;

  const headers = merged(
    {
      ...(turn ? {} : { accept: streamed ? "text/event-stream" : "application/json" }),
      ...(turn || body === undefined ? {} : { "content-type": "application/json" }),
      "user-agent": userAgent,
    },
    endpoint.headers,
    auth === "none" ? {} : basicAuth(base),
    key === undefined ? {} : { [name]: scheme === "" ? key : `${scheme} ${key}` },
    wanted.headers ?? {},
  );
  if (auth === "none") delete headers[name.toLowerCase()];
  url.username = "";
  url.password = "";
  const shown = turn ? webSocketUrl(url) : url.href;
  const command = {
    method: wanted.method,
    url: shown,
    headers,
    body,
    streamed,
    keyHeader: auth === "configured" && key !== undefined ? { name, scheme } : undefined,
  };
  return {
    http: { method: wanted.method, url, headers, body },
    info: { method: wanted.method, path, query, headers, body: turn ? withoutType(sent) : sent },
    method: turn ? "WS" : wanted.method,
    url: shown,
    curl: turn ? websocatCommand(command) : curlCommand(command),
  };
}

/** A request body as the message that asks for the same over WebSocket. */
const asMessage = (body: JsonObject): JsonObject => ({ type: "response.create", ...body });

/** What a message asks for, as the body of a request would. One that asks for no response keeps its type. */
function withoutType(message: Json | undefined): Json | undefined {
  if (!isObject(message)) return message;
  const { type, ...body } = message;
  return type === "response.steer" ? message : body;
}

function webSocketUrl({ href }: URL): string {
  return href.replace(/^http/, "ws");
}

/** User name and password of the base URL, as the header that they stand for. */
function basicAuth(base: URL): Record<string, string> {
  if (base.username === "" && base.password === "") return {};
  const pair = `${decoded(base.username)}:${decoded(base.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
