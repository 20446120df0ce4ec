#!/usr/bin/env bash
# Packages: ai 6.0.326, @ai-sdk/openai 3.0.141, eventsource-parser 3.1.1 (npm)
# Behaviour: If the lines of a stream end with CR alone, and the stream ends after response.completed without
#   [DONE], the last event is never read: streamText() gives the whole text, but no usage, and the finish
#   reason "other".
# Why it surprises: The SSE standard allows CR, LF and CRLF as line end. After a CR the parser waits for a
#   possible LF, and it is not told when the stream ends. So the frame that is lost is the one that carries
#   usage and status, and nothing is raised. openai 6.49.0 reads the same bytes in full.
# Output seen:
#   LF: "Hello, sun.", stop, 7 tokens
#   CR: "Hello, sun.", other, undefined tokens
#   CR, read by openai: response.completed, 7 tokens
# Date: 2026-12-01
# Needs: Node 20 or newer, and the npm registry
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . ai@6.0.326 @ai-sdk/openai@3.0.141 eventsource-parser@3.1.1 openai@6.49.0

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
const lf = frames(events).replace("data: [DONE]\n\n", "");
const base = await serve({ LF: lf, CR: lf.replaceAll("\n", "\r") });

const { streamText } = await import("ai");
const { createOpenAI } = await import("@ai-sdk/openai");
const { default: OpenAI } = await import("openai");

const read = async (name) => {
  const model = createOpenAI({ apiKey: "none", baseURL: `${base}/${name}` }).responses("m");
  const result = streamText({ model, prompt: "hi", maxRetries: 0 });
  let text = "";
  for await (const piece of result.textStream) text += piece;
  return `${JSON.stringify(text)}, ${await result.finishReason}, ${(await result.usage).totalTokens} tokens`;
};
const seen = [await read("LF"), await read("CR")];
console.log(`LF: ${seen[0]}\nCR: ${seen[1]}`);
let last;
const client = new OpenAI({ apiKey: "none", baseURL: `${base}/CR`, maxRetries: 0 });
for await (const event of await client.responses.create({ model: "m", input: "hi", stream: true })) last = event;
console.log(`CR, read by openai: ${last.type}, ${last.response?.usage.total_tokens} tokens`);
if (seen[0] !== '"Hello, sun.", stop, 7 tokens' || seen[1] !== '"Hello, sun.", other, undefined tokens') {
  console.error("CHANGED: the AI SDK no longer loses the last event of a stream with CR line ends");
  process.exit(1);
}
END
node run.mjs
