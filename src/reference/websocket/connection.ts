import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { RawData, WebSocket } from "ws";
import { isObject, type JsonObject, parseJson, stringAt } from "../../json/json.ts";
import { badField, errorBody, Refusal } from "../errors.ts";
import type { FaultContext, Message } from "../faults/types.ts";
import type { ServerContext } from "../server-context.ts";
import { hasQuirk } from "../http/exchange.ts";
import { answer } from "../routes/create.ts";
import type { StoredResponse } from "../store.ts";
import { readRequest, requestBody } from "../validate/request.ts";

/** Most messages that wait for their turn; the connection is not read further meanwhile. */
const mostWaiting = 16;
/** Bytes that may wait for a slow reader. */
const mostUnsent = 1 << 20;

/** What one connection remembers. */
interface Connection {
  server: ServerContext;
  socket: WebSocket;
  request: IncomingMessage;
  /** Its last response, which can be continued although it is not stored. */
  recent: StoredResponse | undefined;
  gone: AbortSignal;
}

/** Responses that any connection may continue, for a fault: by server. */
const shared = new WeakMap<ServerContext, Map<string, StoredResponse>>();

/** Serves one WebSocket: each message is a turn, and the turns are served one after the other. */
export function serveConnection(
  server: ServerContext,
  socket: WebSocket,
  request: IncomingMessage,
): void {
  const gone = new AbortController();
  const connection: Connection = { server, socket, request, recent: undefined, gone: gone.signal };
  let waiting = 0;
  let last = Promise.resolve();
  const turn = async (data: RawData, isBinary: boolean): Promise<void> => {
    try {
      await takeTurn(connection, data, isBinary);
    } catch {
      socket.terminate();
    }
    waiting -= 1;
    if (waiting < mostWaiting) socket.resume();
  };
  socket.on("message", (data, isBinary) => {
    waiting += 1;
    if (waiting >= mostWaiting) socket.pause();
    if (hasQuirk(server.hooks, "multiplex")) void turn(data, isBinary);
    else last = last.then(() => turn(data, isBinary));
  });
  socket.on("close", () => gone.abort());
  socket.on("error", () => gone.abort());
}

/** Answers one message. */
async function takeTurn(connection: Connection, data: RawData, isBinary: boolean): Promise<void> {
  const { server } = connection;
  const text = rawText(data);
  let sent: JsonObject = {};
  let turn: StoredResponse;
  try {
    if (isBinary) throw badField("type", "invalid_message", "A message must be a text message.");
    sent = readMessage(text);
    turn = respond(connection, sent, text.length);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Whoever goes on after a failure must not go on from what failed.
    const failed = connection.recent?.id === stringAt(sent, "previous_response_id");
    if (failed && !hasQuirk(server.hooks, "keep-failed-continuation"))
      connection.recent = undefined;
    const envelope = { type: "error", status: error.status, ...errorBody(error) };
    return send(connection, [envelope], contextOf(connection, sent, error.status));
  }
  await send(connection, turn.events, contextOf(connection, sent, 200));
}

function rawText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString("utf8");
}

const contextOf = ({ request }: Connection, sent: JsonObject, status: number): FaultContext => ({
  route: "create",
  query: new URLSearchParams(),
  sent,
  status,
  overSocket: true,
  accepts: String(request.headers["accept-encoding"] ?? ""),
});

/** The body of a `response.create` message, as HTTP would carry it. @throws Refusal */
function readMessage(text: string): JsonObject {
  const parsed = parseJson(text);
  if ("error" in parsed)
    throw new Refusal(400, "invalid_request", "invalid_json", "The message is not valid JSON.");
  const { type, ...body } = requestBody(parsed.value);
  if (type !== "response.create")
    throw badField("type", "invalid_message", "The type of a message must be 'response.create'.");
  if (body["background"] === true)
    throw badField(
      "background",
      "unsupported_parameter",
      "'background' is not supported over WebSocket.",
    );
  // Every turn is streamed: to ask for that is idle, and to ask for anything else is no use.
  return { ...body, stream: true };
}

/** @throws Refusal */
function respond(connection: Connection, sent: JsonObject, bytes: number): StoredResponse {
  const { server, recent } = connection;
  const anyone = hasQuirk(server.hooks, "share-connections")
    ? (shared.get(server) ?? new Map<string, StoredResponse>())
    : undefined;
  if (anyone) shared.set(server, anyone);
  const request = readRequest(server.hooks?.request?.(sent) ?? sent, {
    makeId: server.makeId,
    findItem: (id) => server.store.findItem(id) ?? itemOf(recent, id),
  });
  const turn = answer(
    {
      server,
      fault: contextOf(connection, sent, 200),
      bytes,
      previous: (id) =>
        server.store.get(id) ?? (recent?.id === id ? recent : undefined) ?? anyone?.get(id),
    },
    request,
  );
  if (request.store) server.store.add(turn);
  anyone?.set(turn.id, turn);
  const completed = stringAt(turn.final, "status") !== "failed";
  const keeps = completed && !hasQuirk(server.hooks, "forget-connection");
  connection.recent = keeps ? turn : undefined;
  return turn;
}

function itemOf(response: StoredResponse | undefined, id: string): JsonObject | undefined {
  const output = response?.final["output"];
  const items = [...(response?.input ?? []), ...(Array.isArray(output) ? output : [])];
  return items.filter(isObject).find((item) => item["id"] === id);
}

/** Sends the messages of one turn, as the hooks leave them; ends early when the client goes away. */
async function send(
  { server, socket, gone }: Connection,
  events: readonly JsonObject[],
  context: FaultContext,
): Promise<void> {
  const { hooks, deltaDelayMs } = server;
  // A WebSocket has no headers that a burst could wait behind.
  const timing = hooks?.timing?.kind === "burst" ? undefined : hooks?.timing;
  const plain: Message[] = events.map((event) => JSON.stringify(event));
  const messages = hooks?.messages?.(plain, context) ?? plain;
  for (const [index, message] of messages.entries()) {
    if (timing?.kind === "silent" || (timing && index >= timing.after)) break;
    if (deltaDelayMs > 0 && String(events[index]?.["type"]).endsWith(".delta"))
      await sleep(deltaDelayMs, undefined, { signal: gone });
    // Turns that run at once come mixed.
    if (hasQuirk(hooks, "multiplex")) await sleep(0);
    if (gone.aborted) return;
    sendMessage(socket, message);
    if (socket.bufferedAmount > mostUnsent) await drained(socket, gone);
  }
  if (timing?.kind === "end") socket.close(1011);
  else if (timing?.kind === "reset") socket.terminate();
  else if (timing && !gone.aborted) await once(gone, "abort");
}

function sendMessage(socket: WebSocket, message: Message): void {
  if (typeof message === "string") socket.send(message);
  else if (Buffer.isBuffer(message)) socket.send(message, { binary: true });
  else if ("ping" in message) socket.ping();
  else
    for (const [index, part] of message.entries())
      socket.send(part, { fin: index === message.length - 1 });
}

async function drained(socket: WebSocket, gone: AbortSignal): Promise<void> {
  while (socket.bufferedAmount > 0 && !gone.aborted) await sleep(5);
}
