#!/usr/bin/env bash
# Packages: openai 6.49.0 (npm)
# Behaviour: `responses.stream()` rejects with "Unhandled response stream event" when an event comes whose
#   type it does not know. `responses.create({ stream: true })` reads the same stream to its end.
# Why it surprises: Open Responses lets a server add events with a prefix, and the API itself gains events
#   between releases. A client that was built before an event existed loses an answer that is complete and
#   correct; the Python package of the same vendor passes such events on.
# Output seen:
#   create: 11 events, response.completed
#   stream: Unhandled response stream event: {"type":"acme:trace","note":"cache hit","sequence_number":2}
# Date: 2026-12-01
# Needs: Node 20 or newer, and the npm registry
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . openai@6.49.0

cat > run.mjs <<'END'
import http from "node:http";

const response = (fields) => ({
  id: "resp_1", object: "response", created_at: 1700000000, completed_at: 1700000001,
  status: "completed", model: "m", output: [], error: null, incomplete_details: null,
  instructions: null, previous_response_id: null, metadata: {}, tools: [], tool_choice: "auto",
  parallel_tool_calls: true, text: { format: { type: "text" } }, reasoning: null, truncation: "disabled",
  temperature: 1, top_p: 1, top_logprobs: 0, presence_penalty: 0, frequency_penalty: 0,
  max_output_tokens: null, max_tool_calls: null, store: true, background: false, service_tier: "default",
  safety_identifier: null, prompt_cache_key: null,
  usage: { input_tokens: 3, input_tokens_details: { cached_tokens: 0 }, output_tokens: 4,
    output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 7 },
  ...fields,
});
const begun = response({ status: "in_progress", completed_at: null, usage: null });

const frames = (events) =>
  events
    .map((event, n) => `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: n })}\n\n`)
    .join("") + "data: [DONE]\n\n";

// Answers POST /NAME/responses with bodies[NAME].
const serve = async (bodies) => {
  const server = http.createServer((request, answer) => {
    request.resume().on("end", () => {
      const body = bodies[request.url.split("/")[1]];
      const streams = typeof body === "string";
      answer.setHeader("content-type", streams ? "text/event-stream" : "application/json");
      answer.end(streams ? body : JSON.stringify(body));
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
};

const part = { type: "output_text", text: "Hello, sun.", annotations: [], logprobs: [] };
const message = { id: "msg_1", type: "message", status: "completed", role: "assistant", content: [part] };
const at = { item_id: "msg_1", output_index: 0, content_index: 0 };
const events = [
  { type: "response.created", response: begun },
  { type: "response.in_progress", response: begun },
  { type: "response.output_item.added", output_index: 0, item: { ...message, status: "in_progress", content: [] } },
  { type: "response.content_part.added", ...at, part: { ...part, text: "" } },
  { type: "response.output_text.delta", ...at, delta: "Hello, ", logprobs: [] },
  { type: "response.output_text.delta", ...at, delta: "sun.", logprobs: [] },
  { type: "response.output_text.done", ...at, text: part.text, logprobs: [] },
  { type: "response.content_part.done", ...at, part },
  { type: "response.output_item.done", output_index: 0, item: message },
  { type: "response.completed", response: response({ output: [message] }) },
];
events.splice(2, 0, { type: "acme:trace", note: "cache hit" });
const base = await serve({ v1: frames(events) });

const { default: OpenAI } = await import("openai");
const client = new OpenAI({ apiKey: "none", baseURL: `${base}/v1`, maxRetries: 0 });
const read = [];
for await (const event of await client.responses.create({ model: "m", input: "hi", stream: true })) read.push(event.type);
console.log(`create: ${read.length} events, ${read.at(-1)}`);
const told = await client.responses
  .stream({ model: "m", input: "hi" })
  .finalResponse()
  .then((final) => final.status, (error) => error.message);
console.log(`stream: ${told}`);
if (read.at(-1) !== "response.completed" || !told.startsWith("Unhandled response stream event")) {
  console.error("CHANGED: responses.stream() of openai 6.49.0 no longer stops at an unknown event");
  process.exit(1);
}
END
node run.mjs
