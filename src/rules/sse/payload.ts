import { defineRule } from "../../engine/rule.ts";
import { onText } from "../../tape/edits.ts";
import type { FramingFact } from "../../wire/types.ts";

/** A frame of the older chat API. */
const isChatChunk = ({ payload }: Extract<FramingFact, { kind: "not-event" }>): boolean =>
  payload?.["object"] === "chat.completion.chunk";

const chatChunk = { id: "chatcmpl-1", object: "chat.completion.chunk", choices: [] };

export const noChatChunks = defineRule<"chunk">({
  id: "sse/no-chat-chunks",
  title: "the stream has no chunks of the chat completions API",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: { chunk: "a frame is a chat.completion.chunk, not an event of a response" },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source === "websocket") return {};
    let seen = false;
    return {
      fact(fact) {
        if (fact.kind !== "not-event" || !isChatChunk(fact)) return;
        seen = true;
        report("chunk", { place: fact, expected: "an event with a type", actual: fact.text });
      },
      end() {
        if (seen || (exchange.framed && state.events > 0)) exercised();
      },
    };
  },
  faults: [
    {
      name: "a chat chunk among the events",
      tape: "text",
      edit: onText((stream) =>
        stream.replace("event: response.completed", `data: ${JSON.stringify(chatChunk)}\n\n$&`),
      ),
      finds: ["chunk"],
    },
    {
      name: "a chat stream",
      tape: "text",
      edit: onText(() => `data: ${JSON.stringify(chatChunk)}\n\ndata: [DONE]\n\n`),
      finds: ["chunk"],
    },
  ],
});

export const jsonData = defineRule<"not-json" | "not-event">({
  id: "sse/json-data",
  title: "each data payload is one JSON object with a string type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    "not-json": "a data payload is not one JSON text: {{error}}",
    "not-event": "a data payload is JSON, but no object with a string type",
  },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source === "websocket") return {};
    let seen = false;
    return {
      fact(fact) {
        const evidence = { place: fact, related: [state.last] };
        if (fact.kind === "not-json")
          report("not-json", {
            ...evidence,
            // An event that cannot be read is an event that is lost: what others miss of it follows.
            explainsRest: fact.text.includes('"type"'),
            expected: "one JSON object",
            actual: fact.text,
            args: { error: fact.error },
          });
        else if (fact.kind === "not-event" && !isChatChunk(fact))
          report("not-event", {
            ...evidence,
            expected: 'an object with a string "type"',
            actual: fact.text,
          });
        else return;
        seen = true;
      },
      end() {
        if (seen || (exchange.framed && state.events > 0)) exercised();
      },
    };
  },
  faults: [
    {
      name: "two payloads run together",
      tape: "text",
      edit: onText((stream) =>
        stream.replace("event: response.completed", 'data: {"type":"a"}{"type":"b"}\n\n$&'),
      ),
      finds: ["not-json"],
    },
    {
      name: "a heartbeat that is a bare word, on a stream that has another fault",
      tape: "text",
      edit: onText((stream) => stream.replace("data: [DONE]\n\n", "data: ping\n\n")),
      finds: ["not-json"],
      alsoFires: ["sse/done-sentinel"],
      dialects: ["openresponses"],
    },
    {
      name: "an error without type in the middle",
      tape: "text",
      edit: onText((stream) =>
        stream.replace("event: response.completed", 'data: {"error":{"message":"Oops."}}\n\n$&'),
      ),
      finds: ["not-event"],
    },
    {
      name: "a heartbeat that is a bare text",
      tape: "text",
      edit: onText((stream) => stream.replace("event: response.completed", 'data: "ping"\n\n$&')),
      finds: ["not-event"],
    },
    {
      name: "the type stands on the event: line only",
      tape: "text",
      edit: onText((stream) => stream.replaceAll(/"type":"response\.[\w.]+",/g, "")),
      finds: ["not-event"],
    },
  ],
});
