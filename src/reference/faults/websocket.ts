import { isObject, parseJson, type JsonObject } from "../../json/json.ts";
import { breaks, family } from "./edits.ts";
import type { FaultContext, Message } from "./types.ts";

type Edit = (messages: Message[], context: FaultContext) => Message[];

/** Edits what answers a turn that is not refused. */
const ofTurns =
  (edit: (messages: Message[]) => Message[]): Edit =>
  (messages, { status }) =>
    status < 400 ? edit(messages) : messages;

/** Edits the error message that refuses a turn. */
const ofRefusals =
  (edit: (error: JsonObject) => JsonObject | undefined): Edit =>
  (messages, { status }) =>
    status < 400
      ? messages
      : messages.flatMap((message) => {
          const parsed = typeof message === "string" ? parseJson(message) : undefined;
          if (!parsed || !("value" in parsed) || !isObject(parsed.value)) return [message];
          const edited = edit(parsed.value);
          return edited === undefined ? [] : [JSON.stringify(edited)];
        });

const withError = (error: JsonObject, change: JsonObject): JsonObject => ({
  ...error,
  error: { ...(isObject(error["error"]) ? error["error"] : {}), ...change },
});

/** What only a WebSocket can get wrong; all that a response itself has wrong shows over it too. */
export const websocketFaults = family("websocket", {
  "ws-binary": breaks("websocket/text-messages", {
    title: "Over WebSocket, events are sent as binary messages.",
    silent: true,
    messages: ofTurns((messages) =>
      messages.map((message) => (typeof message === "string" ? Buffer.from(message) : message)),
    ),
  }),
  "ws-two-events": breaks("websocket/text-messages", {
    title: "Over WebSocket, the last two events of a turn are sent in one message.",
    silent: true,
    messages: ofTurns((messages) => [...messages.slice(0, -2), messages.slice(-2).join("\n")]),
  }),
  "ws-turn-unfinished": breaks("websocket/failure-announced", {
    title: "Over WebSocket, a turn ends without its terminal event.",
    silent: true,
    messages: ofTurns((messages) => messages.slice(0, -1)),
  }),
  "ws-done": breaks("websocket/no-done", {
    title: "Over WebSocket, a turn ends with [DONE].",
    messages: ofTurns((messages) => [...messages, "[DONE]"]),
  }),
  "ws-framed": breaks("websocket/text-messages", {
    title: "Over WebSocket, messages contain the frames of the HTTP stream.",
    silent: true,
    messages: ofTurns((messages) => messages.map((message) => `data: ${String(message)}\n\n`)),
  }),
  "ws-multiplexed": breaks("websocket/sequential-turns", {
    title: "Over WebSocket, turns that are requested together are answered at the same time.",
    quirks: ["multiplex"],
  }),
  "ws-forgets-last": breaks("websocket/local-state", {
    title: "A WebSocket does not keep its last response if it is not stored.",
    quirks: ["forget-connection"],
  }),
  "ws-keeps-failed": breaks("websocket/previous-not-found", {
    title: "A response is continued over WebSocket although an earlier continuation failed.",
    quirks: ["keep-failed-continuation"],
  }),
  "ws-shared-memory": breaks("websocket/previous-not-found", {
    title: "A response that is not stored is continued on another WebSocket.",
    quirks: ["share-connections"],
  }),
  "ws-error-without-status": breaks("websocket/error-envelope", {
    title: "Over WebSocket, the error message has no status.",
    messages: ofRefusals(({ status: _status, ...error }) => error),
  }),
  "ws-error-without-code": breaks("websocket/error-envelope", {
    title: "Over WebSocket, the error message has no code.",
    messages: ofRefusals((error) => withError(error, { code: null })),
  }),
  "ws-previous-code-other": breaks("websocket/previous-not-found", {
    title: "Over WebSocket, an unknown previous response is refused with another code.",
    messages: ofRefusals((error) =>
      JSON.stringify(error).includes("previous_response_not_found")
        ? withError(error, { code: "invalid_request" })
        : error,
    ),
  }),
  "ws-refusal-silent": breaks("websocket/failure-announced", {
    title: "Over WebSocket, a refused turn is not answered.",
    silent: true,
    messages: ofRefusals(() => undefined),
  }),
  "ws-failure-silent": breaks("websocket/failure-announced", {
    title: "Over WebSocket, a failing turn stops without an error message.",
    silent: true,
    messages: ofTurns((messages) => {
      const failed = messages.findIndex(
        (message) =>
          typeof message === "string" && /"type":"(error|response\.failed)"/.test(message),
      );
      return failed < 0 ? messages : messages.slice(0, failed);
    }),
  }),
});
