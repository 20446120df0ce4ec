import { once } from "node:events";
import { setImmediate as immediate, setTimeout as sleep } from "node:timers/promises";
import type { WebSocket } from "ws";
import { stringAt, type JsonObject } from "../../json/json.ts";
import type { FaultContext, Hooks, Message } from "../faults/types.ts";
import { hasQuirk } from "../http/exchange.ts";
import type { StoredResponse } from "../store.ts";
import { contextOf, type Connection, type Lane, type Sending } from "./state.ts";

/** How many messages at the beginning of a turn are a millisecond apart. */
const unhurried = 12;
/** Bytes that may wait for a slow reader. */
const mostUnsent = 1 << 20;

/** An event in its lane. */
export const marked = (event: JsonObject, lane: Lane): JsonObject =>
  lane === undefined ? event : { ...event, stream_id: lane };

/** Sends one message that belongs to no response. */
export function sendLoose(
  { server, socket }: Connection,
  event: JsonObject,
  context: FaultContext,
): void {
  const plain: Message[] = [JSON.stringify(event)];
  const { hooks } = server;
  if (firstLeftOut(hooks) === 0) return;
  for (const message of hooks?.messages?.(plain, context) ?? plain) sendMessage(socket, message);
}

/** Sends the messages of one turn, as the hooks leave them; ends early when the client goes away. */
export async function sendTurn(
  connection: Connection,
  turn: StoredResponse,
  sent: JsonObject,
): Promise<Sending> {
  const { server, socket, gone, underWay } = connection;
  const { hooks, deltaDelayMs } = server;
  const last = firstLeftOut(hooks);
  const lane = stringAt(sent, "stream_id");
  const context = contextOf(connection, sent, 200);
  const { events } = turn;
  const sending: Sending = { turn, lane, events, sent: 0, changed: true, steerings: [] };
  underWay.set(turn.id, sending);
  let messages: readonly Message[] = [];
  while (sending.changed || sending.sent < messages.length) {
    if (sending.changed) {
      const plain: Message[] = sending.events.map((event) => JSON.stringify(marked(event, lane)));
      messages = hooks?.messages?.(plain, context) ?? plain;
      sending.changed = false;
      continue;
    }
    const index = sending.sent;
    if (index >= last) break;
    if (deltaDelayMs > 0 && String(sending.events[index]?.type).endsWith(".delta"))
      await server.wait(deltaDelayMs, gone);
    // Between two messages those of the client are read: turns of other lanes, and what steers this one. A model takes its
    // time, and a client in another process has to hear of a response before it can steer it.
    else if (index < unhurried) await sleep(1);
    else await immediate();
    if (sending.changed) continue;
    if (gone.aborted) return sending;
    sendMessage(socket, inNewest(connection, lane, messages[index] ?? ""));
    sending.sent += 1;
    // A message that is compressed is on its way only later: before that, nobody can steer after it.
    if (hooks?.compress === true)
      while (socket.bufferedAmount > 0 && !gone.aborted) await immediate();
    if (socket.bufferedAmount > mostUnsent) await drained(socket, gone);
  }
  underWay.delete(turn.id);
  await leave(connection);
  return sending;
}

/** For a fault: how many messages of a turn are sent. A WebSocket has no headers that a burst could wait behind. */
function firstLeftOut(hooks: Hooks | null): number {
  const { timing } = hooks ?? {};
  if (timing?.kind === "silent") return 0;
  return timing && "after" in timing ? timing.after : Infinity;
}

/** For a fault: what becomes of the connection behind the messages of a turn. */
export async function leave({ server: { hooks }, socket, gone }: Connection): Promise<void> {
  const { timing } = hooks ?? {};
  if (timing?.kind === "end") socket.close(1011);
  else if (timing?.kind === "reset") socket.terminate();
  else if (timing && timing.kind !== "burst" && !gone.aborted) await once(gone, "abort");
}

/** For a fault: the message in the lane that was asked for last, whichever it is in. */
function inNewest({ server, newest }: Connection, lane: Lane, message: Message): Message {
  if (lane === undefined || newest === undefined || typeof message !== "string") return message;
  if (!hasQuirk(server.hooks, "cross-lanes")) return message;
  return message.replace(
    `"stream_id":${JSON.stringify(lane)}`,
    `"stream_id":${JSON.stringify(newest)}`,
  );
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
