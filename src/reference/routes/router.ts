import { routes, type Route as ProtocolRoute } from "../../protocol/routes.ts";
import { Refusal, notFound } from "../errors.ts";
import type { Route } from "../faults/types.ts";
import { type Exchange, hasQuirk, sendJson } from "../http/exchange.ts";
import { createResponse } from "./create.ts";
import { compactConversation, countTokens, listModels } from "./extras.ts";
import { cancelResponse, deleteResponse, listInputItems, retrieveResponse } from "./stored.ts";

type Handler = (exchange: Exchange, id: string) => void | Promise<void>;

const handlers: Record<ProtocolRoute["name"], Handler> = {
  create: createResponse,
  retrieve: retrieveResponse,
  delete: deleteResponse,
  cancel: cancelResponse,
  input_items: listInputItems,
  compact: compactConversation,
  input_tokens: countTokens,
};

/** What each method does at the paths that one pattern matches; `{id}` is one segment. */
interface Entry {
  path: string;
  methods: Record<string, [Route, Handler]>;
}

const table: Entry[] = [
  {
    path: "/",
    methods: { GET: ["other", (exchange) => sendJson(exchange, 200, { status: "ok" })] },
  },
  { path: "/models", methods: { GET: ["models", (exchange) => listModels(exchange, undefined)] } },
  { path: "/models/{id}", methods: { GET: ["models", listModels] } },
];
for (const { name, method, path } of routes) {
  const known = table.find((entry) => entry.path === path);
  if (known) known.methods[method] = [name, handlers[name]];
  else table.push({ path, methods: { [method]: [name, handlers[name]] } });
}
// A fixed name comes before `{id}`, which would match it as well.
table.sort((a, b) => Number(a.path.includes("{id}")) - Number(b.path.includes("{id}")));

/**
 * Finds the handler of a request and runs it.
 * @throws Refusal 404 for an unknown path, 401 without the key (known paths only), 405 with `Allow` for another method
 */
export async function route(exchange: Exchange, path: string): Promise<void> {
  const segments = readSegments(path);
  const entry = table.find(({ path }) => matches(path, segments));
  if (entry === undefined)
    throw notFound("unknown_url", `There is no route ${path.slice(0, 200)}.`);
  const allow = [
    ...Object.keys(entry.methods),
    ...("GET" in entry.methods ? ["HEAD"] : []),
    "OPTIONS",
  ].join(", ");
  const method = exchange.request.method ?? "GET";
  if (method === "OPTIONS") {
    exchange.response.writeHead(204, { allow }).end();
    return;
  }
  const [name, handler] = entry.methods[method === "HEAD" ? "GET" : method] ?? [];
  if (name === undefined || handler === undefined) {
    exchange.response.setHeader("allow", allow);
    throw new Refusal(
      405,
      "invalid_request",
      "method_not_allowed",
      `This route does not accept ${method}. Allowed: ${allow}.`,
    );
  }
  exchange.route = name;
  if (entry.path !== "/") checkKey(exchange);
  await handler(exchange, segments[1] ?? "");
}

/** The path below `/v1`, or below the root if there is no `/v1`. */
export function readSegments(path: string): string[] {
  const all = path.split("/").filter((segment) => segment !== "");
  const below = all.slice(all.indexOf("v1") + 1);
  try {
    return below.map(decodeURIComponent);
  } catch {
    throw notFound("unknown_url", "The path has an invalid percent-encoding.");
  }
}

function matches(path: string, segments: string[]): boolean {
  const wanted = path.split("/").filter((segment) => segment !== "");
  return (
    wanted.length === segments.length &&
    wanted.every((part, index) => part === "{id}" || part === segments[index])
  );
}

/** @throws Refusal 401 without the key, if a key is required */
export function checkKey({ server, request }: Pick<Exchange, "server" | "request">): void {
  if (server.apiKey === null) return;
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (given === server.apiKey || hasQuirk(server.hooks, "no-auth")) return;
  const message =
    given === undefined
      ? "This server needs an API key in the Authorization header."
      : "The API key is not valid.";
  throw new Refusal(401, "invalid_request", "invalid_api_key", message);
}
