import { isObject, jsonIn, objectAt, stringAt, type JsonObject } from "../../json/json.ts";
import { breaks, family } from "./edits.ts";
import type { Message } from "./types.ts";

/** Edits the events among the messages of a turn; undefined takes one away. */
const eachEvent =
  (edit: (event: JsonObject) => JsonObject | undefined) =>
  (messages: Message[]): Message[] =>
    messages.flatMap((message) => {
      const event = typeof message === "string" ? jsonIn(message) : undefined;
      if (!isObject(event)) return [message];
      const edited = edit(event);
      return edited === undefined ? [] : [JSON.stringify(edited)];
    });

const isPending = (message: Message | undefined): boolean =>
  typeof message === "string" && message.includes('"type":"response.steer.pending"');

/** What a WebSocket can get wrong that carries several responses, steers them, or prepares a turn. */
export const laneFaults = family("lanes", {
  "ws-lane-unmarked": breaks("websocket/lanes", {
    title: "Over WebSocket, deltas do not have the stream_id of their request.",
    messages: eachEvent(({ stream_id, ...event }) =>
      String(event["type"]).endsWith(".delta") || stream_id === undefined
        ? event
        : { ...event, stream_id },
    ),
  }),
  "ws-lane-of-last-request": breaks("websocket/lanes", {
    title: "Over WebSocket, every event has the stream_id of the last request.",
    quirks: ["cross-lanes"],
    silent: true,
  }),
  "ws-lane-memory": breaks("websocket/lane-fork", {
    title: "Over WebSocket, a response cannot be continued in another lane.",
    quirks: ["keep-lanes-apart"],
  }),
  "ws-lane-refusal-ends-all": breaks("websocket/failure-announced", {
    title: "Over WebSocket, a refused turn ends the turns of all lanes.",
    quirks: ["refusal-ends-lanes"],
    silent: true,
    // Lanes are of openai alone.
    legalIn: ["openresponses"],
  }),
  "ws-steer-without-successor": breaks("websocket/steering", {
    title: "A steering is accepted, but no response follows the steered one.",
    quirks: ["no-successor"],
    silent: true,
  }),
  "ws-steer-starts-anew": breaks("websocket/steering", {
    title: "The response after a steered one does not continue it.",
    quirks: ["forget-steered"],
  }),
  "ws-steer-other-response": breaks("websocket/steering", {
    title: "A steering is accepted for a response that does not exist.",
    messages: eachEvent((event) =>
      event["type"] === "response.steer.accepted"
        ? { ...event, steer: { ...objectAt(event, "steer"), previous_response_id: "resp_other" } }
        : event,
    ),
  }),
  "ws-steer-pending-early": breaks("websocket/steering", {
    title: "response.steer.pending is sent before the response has ended.",
    messages: (messages) => {
      const at = messages.findIndex(isPending);
      return at < 1
        ? messages
        : messages.toSpliced(at - 1, 2, ...messages.slice(at - 1, at + 1).reverse());
    },
  }),
  "ws-steer-pending-missing": breaks("websocket/steering", {
    title: "It is not reported that a steering waits for the output of a call.",
    silent: true,
    messages: (messages) => messages.filter((message) => !isPending(message)),
  }),
  "ws-steer-unknown-code": breaks("websocket/steer-unknown", {
    title: "Input for an unknown response is returned with another code.",
    messages: eachEvent((event) => {
      const error = objectAt(event, "error");
      return stringAt(error, "code") === "response_not_found"
        ? { ...event, error: { ...error, code: "not_found" } }
        : event;
    }),
  }),
  "ws-steer-ended-unanswered": breaks("websocket/failure-announced", {
    title: "Input for a response that has ended is not answered.",
    silent: true,
    legalIn: ["openresponses"],
    messages: eachEvent((event) =>
      stringAt(objectAt(event, "error"), "code") === "response_already_completed"
        ? undefined
        : event,
    ),
  }),
  "ws-prewarm-input-lost": breaks("websocket/prewarm", {
    title: "The input of a turn with generate false is lost.",
    request: (body) => (body["generate"] === false ? { ...body, input: [] } : body),
  }),
  "ws-prewarm-needs-input": breaks("websocket/prewarm-no-input", {
    title: "A turn with generate false and an empty input is refused.",
    request: (body) =>
      body["generate"] === false && Array.isArray(body["input"]) ? { ...body, input: 0 } : body,
  }),
});
