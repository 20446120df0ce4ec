import { isObject, parseJson, type JsonObject } from "../../json/json.ts";
import { family } from "./edits.ts";
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
export const websocketFaults = family("websocket", [
  {
    id: "ws-binary",
    title: "Over WebSocket, events come as binary messages.",
    breaks: "websocket/text-messages",
    silent: true,
    messages: ofTurns((messages) =>
      messages.map((message) => (typeof message === "string" ? Buffer.from(message) : message)),
    ),
  },
  {
    id: "ws-two-events",
    title: "Over WebSocket, the last two events of a turn come in one message.",
    breaks: "websocket/text-messages",
    silent: true,
    messages: ofTurns((messages) => [...messages.slice(0, -2), messages.slice(-2).join("\n")]),
  },
  {
    id: "ws-turn-unfinished",
    title: "Over WebSocket, a turn ends without its terminal event.",
    breaks: "websocket/failure-announced",
    silent: true,
    messages: ofTurns((messages) => messages.slice(0, -1)),
  },
  {
    id: "ws-done",
    title: "Over WebSocket, a turn ends with [DONE].",
    breaks: "websocket/no-done",
    messages: ofTurns((messages) => [...messages, "[DONE]"]),
  },
  {
    id: "ws-framed",
    title: "Over WebSocket, messages hold the frames of the HTTP stream.",
    breaks: "websocket/text-messages",
    silent: true,
    messages: ofTurns((messages) => messages.map((message) => `data: ${String(message)}\n\n`)),
  },
  {
    id: "ws-multiplexed",
    title: "Over WebSocket, turns that are asked for at once are answered at once.",
    breaks: "websocket/sequential-turns",
    quirks: ["multiplex"],
  },
  {
    id: "ws-forgets-last",
    title: "A WebSocket does not know its own last response, which is not stored.",
    breaks: "websocket/local-state",
    quirks: ["forget-connection"],
  },
  {
    id: "ws-keeps-failed",
    title: "A response is continued over WebSocket although going on from it had failed.",
    breaks: "websocket/previous-not-found",
    quirks: ["keep-failed-continuation"],
  },
  {
    id: "ws-shared-memory",
    title: "A response that is not stored is continued on another WebSocket.",
    breaks: "websocket/previous-not-found",
    quirks: ["share-connections"],
  },
  {
    id: "ws-error-without-status",
    title: "Over WebSocket, the error message has no status.",
    breaks: "websocket/error-envelope",
    messages: ofRefusals(({ status: _status, ...error }) => error),
  },
  {
    id: "ws-error-without-code",
    title: "Over WebSocket, the error message has no code.",
    breaks: "websocket/error-envelope",
    messages: ofRefusals((error) => withError(error, { code: null })),
  },
  {
    id: "ws-previous-code-other",
    title: "Over WebSocket, an unknown previous response is refused with another code.",
    breaks: "websocket/previous-not-found",
    messages: ofRefusals((error) =>
      JSON.stringify(error).includes("previous_response_not_found")
        ? withError(error, { code: "invalid_request" })
        : error,
    ),
  },
  {
    id: "ws-refusal-silent",
    title: "Over WebSocket, a turn that is refused is not answered.",
    breaks: "websocket/failure-announced",
    silent: true,
    messages: ofRefusals(() => undefined),
  },
  {
    id: "ws-failure-silent",
    title: "Over WebSocket, a turn that fails just stops.",
    breaks: "websocket/failure-announced",
    silent: true,
    messages: ofTurns((messages) => {
      const failed = messages.findIndex(
        (message) =>
          typeof message === "string" && /"type":"(error|response\.failed)"/.test(message),
      );
      return failed < 0 ? messages : messages.slice(0, failed);
    }),
  },
]);
