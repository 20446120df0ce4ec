import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket } from "ws";
import { isObject, type JsonObject, parseJson, stringAt } from "../../json/json.ts";
import { badField, errorBody, Refusal } from "../errors.ts";
import type { ServerContext } from "../server-context.ts";
import { hasQuirk } from "../http/exchange.ts";
import { answer } from "../routes/create.ts";
import type { StoredResponse } from "../store.ts";
import { booleanField, stringField, wrongValue } from "../validate/fields.ts";
import { readRequest, requestBody } from "../validate/request.ts";
import { leave, marked, sendLoose, sendTurn } from "./send.ts";
import { contextOf, keep, type Connection } from "./state.ts";
import { steer, successorOf, uncommitted } from "./steer.ts";
import { itemsOf } from "./steering.ts";

/** Most messages that wait for their turn; the connection is not read further meanwhile. */
const mostWaiting = 16;
/** Responses that any connection may continue, for a fault: by server. */
const shared = new WeakMap<ServerContext, Map<string, StoredResponse>>();

/** Serves one WebSocket: each message is a turn, and the turns of a lane are served one after the other. */
export function serveConnection(
  server: ServerContext,
  socket: WebSocket,
  request: IncomingMessage,
): void {
  const gone = new AbortController();
  const connection: Connection = {
    server,
    socket,
    request,
    recent: new Map(),
    lanes: new Map(),
    underWay: new Map(),
    queued: new Map(),
    newest: undefined,
    gone: gone.signal,
  };
  let waiting = 0;
  const turn = async (message: Incoming): Promise<void> => {
    try {
      await takeTurn(connection, message);
    } catch {
      socket.terminate();
    }
    waiting -= 1;
    if (waiting < mostWaiting) socket.resume();
  };
  socket.on("message", (data, isBinary) => {
    const text = rawText(data);
    const message = { text, parsed: isBinary ? undefined : parseJson(text) };
    const value = message.parsed && "value" in message.parsed ? message.parsed.value : undefined;
    // What steers a response that is under way cannot wait until that is over.
    if (isObject(value) && value["type"] === "response.steer") return steer(connection, value);
    waiting += 1;
    if (waiting >= mostWaiting) socket.pause();
    const lane = stringAt(value, "stream_id");
    connection.newest = lane;
    if (hasQuirk(server.hooks, "multiplex")) return void turn(message);
    const busy = (connection.lanes.get(lane) ?? Promise.resolve()).then(() => turn(message));
    connection.lanes.set(lane, busy);
    void busy.then(() => connection.lanes.get(lane) === busy && connection.lanes.delete(lane));
  });
  socket.on("close", () => gone.abort());
  socket.on("error", () => gone.abort());
}

/** A message of the client. */
interface Incoming {
  text: string;
  /** Undefined for a binary one. */
  parsed: ReturnType<typeof parseJson> | undefined;
}

/** Answers one message, and goes on with the successors of responses that are steered. */
async function takeTurn(connection: Connection, message: Incoming): Promise<void> {
  const { server } = connection;
  let sent: JsonObject = {};
  let turn: StoredResponse;
  try {
    sent = readMessage(message);
    turn = respond(connection, sent, message.text.length);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Whoever goes on after a failure must not go on from what failed.
    const failed = stringAt(sent, "previous_response_id");
    if (!hasQuirk(server.hooks, "keep-failed-continuation"))
      for (const [lane, { id }] of connection.recent)
        if (id === failed) connection.recent.delete(lane);
    const envelope = { type: "error", status: error.status, ...errorBody(error) };
    const lane = stringAt(sent, "stream_id");
    if (hasQuirk(server.hooks, "refusal-ends-lanes"))
      for (const one of connection.underWay.values())
        Object.assign(one, { events: one.events.slice(0, one.sent), changed: true });
    sendLoose(connection, marked(envelope, lane), contextOf(connection, sent, error.status));
    return leave(connection);
  }
  for (let next: JsonObject | undefined = sent; next;) {
    const sending = await sendTurn(connection, turn, next);
    next = successorOf(connection, sending, next);
    if (!next) break;
    try {
      if (stringAt(sending.turn.final, "status") === "failed")
        throw badField("previous_response_id", "not_completed", "The response failed.");
      turn = respond(connection, next, message.text.length);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return uncommitted(connection, sending, error.message);
    }
  }
}

function rawText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString("utf8");
}

/** The body of a `response.create` message, as HTTP would carry it. @throws Refusal */
function readMessage({ parsed }: Incoming): JsonObject {
  if (!parsed) throw badField("type", "invalid_message", "A message must be a text message.");
  if ("error" in parsed)
    throw new Refusal(400, "invalid_request", "invalid_json", "The message is not valid JSON.");
  const { type, ...body } = requestBody(parsed.value);
  if (type !== "response.create")
    throw badField("type", "invalid_message", "The type of a message must be 'response.create'.");
  const lane = stringField(body, "stream_id");
  if (lane !== null && !/^[\w.-]{1,256}$/.test(lane))
    throw wrongValue("stream_id", "must have 1 to 256 letters, digits, '_', '.' or '-'");
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
  const { server, recent, queued } = connection;
  const anyone = hasQuirk(server.hooks, "share-connections")
    ? (shared.get(server) ?? new Map<string, StoredResponse>())
    : undefined;
  if (anyone) shared.set(server, anyone);
  const apart = hasQuirk(server.hooks, "keep-lanes-apart");
  const own = recent.get(stringAt(sent, "stream_id"));
  const kept = apart ? (own ? [own] : []) : [...recent.values()];
  const previous = stringAt(sent, "previous_response_id") ?? "";
  const waiting = queued.get(previous);
  const whole = waiting ? { ...sent, input: [...waiting, ...itemsOf(sent["input"])] } : sent;
  const generate = booleanField(whole, "generate", true);
  const request = readRequest(server.hooks?.request?.(whole) ?? whole, {
    makeId: server.makeId,
    findItem: (id) => server.store.findItem(id) ?? kept.map((one) => itemOf(one, id)).find(Boolean),
    mayBeEmpty: !generate,
  });
  const turn = answer(
    {
      server,
      fault: contextOf(connection, sent, 200),
      bytes,
      previous: (id) =>
        (apart ? undefined : server.store.get(id)) ??
        kept.find((one) => one.id === id) ??
        anyone?.get(id),
    },
    { ...request, generate },
  );
  queued.delete(previous);
  keep(connection, turn, stringAt(sent, "stream_id"), request.store);
  anyone?.set(turn.id, turn);
  return turn;
}

function itemOf(response: StoredResponse, id: string): JsonObject | undefined {
  const { output } = response.final;
  const items = [...response.input, ...(Array.isArray(output) ? output : [])];
  return items.filter(isObject).find((item) => item["id"] === id);
}
