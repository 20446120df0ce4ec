import { stringAt, type JsonObject } from "../../json/json.ts";
import { endingOf, renumber } from "../events/build.ts";
import { hasQuirk } from "../http/exchange.ts";
import type { StreamEvent } from "../types.ts";
import { marked, sendLoose } from "./send.ts";
import { contextOf, keep, type Connection, type Sending } from "./state.ts";
import {
  cutShort,
  endOf,
  insertAt,
  itemsOf,
  problemOf,
  requiredInput,
  type Steering,
  type SteeringProblem,
} from "./steering.ts";

/** Takes input for a response that is under way, or says why not. */
export function steer(connection: Connection, message: JsonObject): void {
  const { underWay, recent } = connection;
  const id = stringAt(message, "previous_response_id") ?? "";
  const target = underWay.get(id);
  const ended = [...recent].find(([, response]) => response.id === id);
  const open = target && target.sent <= endOf(target.events) ? target : undefined;
  const problem = problemOf(message) ?? (open ? undefined : whyNot(ended !== undefined));
  if (open && !problem) return accept(connection, open, itemsOf(message["input"]) as JsonObject[]);
  const lane = target?.lane ?? ended?.[0];
  const failed = {
    type: "response.steer.failed",
    error: { type: "invalid_request_error", ...(problem ?? whyNot(true)) },
    steer: { previous_response_id: id, input: message["input"] ?? null },
  };
  // In the stream of a response it has its place among the numbers of that.
  const host = target ?? [...underWay.values()].find((one) => one.lane === lane);
  if (host && host.sent < host.events.length) return insert(host, failed);
  const last = ended?.[1].events.length ?? 0;
  const event = marked({ ...failed, sequence_number: last }, lane);
  sendLoose(connection, event, contextOf(connection, message, 200));
}

const whyNot = (known: boolean): SteeringProblem =>
  known
    ? { code: "response_already_completed", message: "The response has ended." }
    : { code: "response_not_found", message: "This connection has no such response." };

/** Puts an event next into what is sent. */
function insert(sending: Sending, event: StreamEvent): void {
  sending.events = insertAt(sending.events, sending.sent, event);
  sending.changed = true;
}

/** Accepts input: the response ends at the next safe place, or waits for the client if it has to answer calls. */
function accept(connection: Connection, sending: Sending, input: JsonObject[]): void {
  const steering: Steering = { id: connection.server.makeId("steer"), input };
  sending.steerings.push(steering);
  const steered = { id: steering.id, previous_response_id: sending.turn.id };
  const required = requiredInput(sending.events);
  if (required.length > 0) {
    const reason = "waiting_for_required_input";
    const pending = { type: "response.steer.pending", reason, required_input: required };
    const end = sending.events.length;
    sending.events = insertAt(sending.events, end, { ...pending, steer: steered });
  } else sending.events = cutShort(sending.events, sending.sent);
  const { turn, lane } = sending;
  const events = renumber(sending.events.filter(({ type }) => !type.startsWith("response.steer.")));
  sending.turn = { ...turn, events, final: endingOf(events) ?? turn.final };
  keep(connection, sending.turn, lane, connection.server.store.get(turn.id) !== undefined);
  insert(sending, { type: "response.steer.accepted", steer: steered });
}

/** The request that the server makes by itself after a steered response: its settings, with the new input. */
export function successorOf(
  { server, queued, gone }: Connection,
  { turn, steerings }: Sending,
  { generate: _, ...settings }: JsonObject,
): JsonObject | undefined {
  const input = steerings.flatMap((one) => one.input);
  if (input.length === 0 || gone.aborted || hasQuirk(server.hooks, "no-successor"))
    return undefined;
  if (requiredInput(turn.events).length > 0) {
    queued.set(turn.id, input);
    return undefined;
  }
  const previous_response_id = hasQuirk(server.hooks, "forget-steered") ? null : turn.id;
  return { ...settings, input, previous_response_id };
}

/** Gives input back that could not be used. */
export function uncommitted(
  connection: Connection,
  { turn, lane, events, steerings }: Sending,
  message: string,
): void {
  for (const [at, { id, input }] of steerings.entries()) {
    const failed = {
      type: "response.steer.failed",
      sequence_number: events.length + at,
      error: { type: "invalid_request_error", code: "successor_creation_failed", message },
      steer: { id, previous_response_id: turn.id, input },
    };
    sendLoose(connection, marked(failed, lane), contextOf(connection, {}, 200));
  }
}
