import { defineRule } from "../../engine/rule.ts";
import { chain, onEvents, onText } from "../../tape/edits.ts";

export const textMessages = defineRule<"binary" | "not-json" | "not-event">({
  id: "websocket/text-messages",
  title: "each message is a text that holds one JSON object with a string type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses-streaming"],
  messages: {
    binary: "a message is binary",
    "not-json": "a message is not one JSON text: {{error}}",
    "not-event": "a message is JSON, but no object with a string type",
  },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source !== "websocket") return {};
    let seen = false;
    return {
      fact(fact) {
        // An event that cannot be read is an event that is lost: what others miss of it follows.
        const evidence = { place: fact, related: [state.last], explainsRest: true };
        if (fact.kind === "binary")
          report("binary", {
            ...evidence,
            expected: "a text message",
            actual: `a binary message of ${fact.size} bytes`,
          });
        else if (fact.kind === "not-json")
          report("not-json", {
            ...evidence,
            expected: "one JSON object",
            actual: fact.text,
            args: { error: fact.error },
          });
        else if (fact.kind === "not-event")
          report("not-event", {
            ...evidence,
            explainsRest: false,
            expected: 'an object with a string "type"',
            actual: fact.text,
          });
        else return;
        seen = true;
      },
      end() {
        if (seen || state.events > 0) exercised();
      },
    };
  },
  faults: [
    {
      name: "an event comes as a binary message",
      tape: "websocket",
      edit: onText((recording) =>
        recording.replace(
          /\{"text":("\{\\"type\\":\\"response\.output_text\.delta\\".*)\}\n/,
          (_, text) =>
            `{"binary":"${Buffer.from(String(JSON.parse(String(text)))).toString("base64")}"}\n`,
        ),
      ),
      finds: ["binary"],
    },
    {
      name: "an event is sent in two messages",
      tape: "websocket",
      edit: onText((recording) =>
        recording.replace(
          /(\{"text":"\{\\"type\\":\\"response\.output_text\.delta\\",)/,
          '$1"}\n{"text":"',
        ),
      ),
      finds: ["not-json"],
    },
    {
      name: "a heartbeat without a type",
      tape: "websocket",
      edit: onText((recording) => `{"text":"{\\"alive\\":true}"}\n${recording}`),
      finds: ["not-event"],
    },
    {
      name: "lines of a server-sent event",
      tape: "websocket",
      edit: chain(
        onText((recording) =>
          recording.replace(
            '{"text":"{\\"type\\":\\"response.created',
            '{"text":"data: {\\"type\\":\\"response.created',
          ),
        ),
      ),
      finds: ["not-json"],
    },
  ],
});

export const noDone = defineRule<"sent">({
  id: "websocket/no-done",
  title: "the sentinel of event streams is not sent over WebSocket",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses-streaming"],
  messages: { sent: "[DONE] was sent as a message" },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source !== "websocket") return {};
    return {
      fact(fact) {
        if (fact.kind !== "done") return;
        report("sent", {
          place: fact,
          expected: "nothing but events",
          actual: fact.data,
          related: [state.last],
        });
      },
      end() {
        if (state.events > 0) exercised();
      },
    };
  },
  faults: [
    {
      name: "[DONE] after the terminal event",
      tape: "websocket",
      edit: onEvents((events) => [...events, { event: undefined, payload: "[DONE]" }]),
      finds: ["sent"],
    },
  ],
});
