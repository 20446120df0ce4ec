#!/usr/bin/env bash
# Packages: @langchain/openai 1.5.8, @langchain/core 1.4.0, openai 6.49.0 (npm)
# Behaviour: If a stream ends with response.failed, ChatOpenAI.stream() ends as if all were well: the message
#   is empty, and neither its metadata nor an error mentions the failure.
# Why it surprises: response.failed is how the API reports a failure after the stream has begun, with status
#   200. Retries and fallbacks of the library start only on an error, so none of them starts. The Python
#   package of the same project raises an error on the same stream.
# Output seen:
#   stream: ended, content "", response_metadata has no status and no error
# Date: 2026-12-01
# Needs: Node 20 or newer, and the npm registry
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . @langchain/openai@1.5.8 @langchain/core@1.4.0 openai@6.49.0

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
const failed = response({
  status: "failed", completed_at: null, usage: null, error: { code: "server_error", message: "The model crashed." },
});
const base = await serve({
  v1: frames([
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    { type: "response.failed", response: failed },
  ]),
});

const { ChatOpenAI } = await import("@langchain/openai");
const model = new ChatOpenAI({
  model: "m", apiKey: "none", useResponsesApi: true, maxRetries: 0, configuration: { baseURL: `${base}/v1` },
});
let whole;
for await (const chunk of await model.stream("hi")) whole = whole ? whole.concat(chunk) : chunk;
const { status, error } = whole.response_metadata;
const told = `${status ?? "no status"} and ${error ?? "no error"}`;
console.log(`stream: ended, content ${JSON.stringify(whole.text)}, response_metadata has ${told}`);
if (whole.text !== "" || told !== "no status and no error") {
  console.error("CHANGED: @langchain/openai 1.5.8 now reports response.failed");
  process.exit(1);
}
END
node run.mjs
