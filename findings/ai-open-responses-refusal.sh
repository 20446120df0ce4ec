#!/usr/bin/env bash
# Packages: ai 6.0.326, @ai-sdk/open-responses 1.0.39, @ai-sdk/openai 3.0.141 (npm)
# Behaviour: If the model refuses, the Open Responses provider of the AI SDK gives an empty text and the
#   finish reason "stop". The OpenAI provider of the same SDK gives the refusal and the reason
#   "content-filter".
# Why it surprises: A refusal part and its events are in the Open Responses specification for which the
#   package is made. The user sees an answer that ended normally and says nothing; the words of the model are
#   in no part of the result.
# Output seen:
#   open-responses: "", stop
#   openai: "I cannot help.", content-filter
# Date: 2026-12-01
# Needs: Node 20 or newer, and the npm registry
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . ai@6.0.326 @ai-sdk/open-responses@1.0.39 @ai-sdk/openai@3.0.141

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
const part = { type: "refusal", refusal: "I cannot help." };
const message = { id: "msg_1", type: "message", status: "completed", role: "assistant", content: [part] };
const at = { item_id: "msg_1", output_index: 0, content_index: 0 };
const base = await serve({
  v1: frames([
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    { type: "response.output_item.added", output_index: 0, item: { ...message, status: "in_progress", content: [] } },
    { type: "response.content_part.added", ...at, part: { ...part, refusal: "" } },
    { type: "response.refusal.delta", ...at, delta: part.refusal },
    { type: "response.refusal.done", ...at, refusal: part.refusal },
    { type: "response.content_part.done", ...at, part },
    { type: "response.output_item.done", output_index: 0, item: message },
    { type: "response.completed", response: response({ output: [message] }) },
  ]),
});

const { streamText } = await import("ai");
const { createOpenAI } = await import("@ai-sdk/openai");
const { createOpenResponses } = await import("@ai-sdk/open-responses");
const read = async (model) => {
  const result = streamText({ model, prompt: "hi", maxRetries: 0 });
  let everything = "";
  for await (const piece of result.fullStream) everything += piece.text ?? "";
  return `${JSON.stringify(everything)}, ${await result.finishReason}`;
};
const open = await read(createOpenResponses({ name: "local", url: `${base}/v1/responses`, apiKey: "none" })("m"));
const openai = await read(createOpenAI({ apiKey: "none", baseURL: `${base}/v1` }).responses("m"));
console.log(`open-responses: ${open}\nopenai: ${openai}`);
if (open !== '"", stop' || openai !== '"I cannot help.", content-filter') {
  console.error("CHANGED: @ai-sdk/open-responses 1.0.39 no longer loses a refusal");
  process.exit(1);
}
END
node run.mjs
