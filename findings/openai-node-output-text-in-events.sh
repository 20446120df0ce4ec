#!/usr/bin/env bash
# Packages: openai 6.49.0 (npm); openai 3.57.0 (PyPI)
# Behaviour: In Node, `output_text` is filled in only for answers without a stream:
#   `event.response.output_text` of response.completed is undefined. In Python, the same property of the same
#   event is the text.
# Why it surprises: The type of the property in Node is `string`, not `string | undefined`, so the compiler
#   accepts code that prints "undefined" or counts the answer as empty. The field is made by the client and is
#   not in what a server sends, so code that is moved from one language to the other, or from plain answers to
#   streams, loses the text in silence.
# Output seen:
#   Node, plain: "Hello, sun."
#   Node, response.completed: undefined
#   Python, response.completed: "Hello, sun."
# Date: 2026-12-01
# Needs: Node 20 or newer, Python 3.10 or newer, npm and PyPI
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . openai@6.49.0
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check openai==3.57.0

cat > run.mjs <<'END'
import { execFile } from "node:child_process";
import { promisify } from "node:util";
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
const base = await serve({ plain: events.at(-1).response, events: frames(events) });

const { default: OpenAI } = await import("openai");
const client = (name) => new OpenAI({ apiKey: "none", baseURL: `${base}/${name}`, maxRetries: 0 });
const plain = (await client("plain").responses.create({ model: "m", input: "hi" })).output_text;
let last;
for await (const event of await client("events").responses.create({ model: "m", input: "hi", stream: true })) last = event;
const python = `
import json, sys, openai
client = openai.OpenAI(api_key="none", base_url=sys.argv[1], max_retries=0)
last = list(client.responses.create(model="m", input="hi", stream=True))[-1]
print(json.dumps(last.response.output_text))
`;
const { stdout } = await promisify(execFile)("env/bin/python", ["-c", python, `${base}/events`]);
console.log(`Node, plain: ${JSON.stringify(plain)}`);
console.log(`Node, ${last.type}: ${JSON.stringify(last.response.output_text)}`);
console.log(`Python, ${last.type}: ${stdout.trim()}`);
if (plain !== part.text || last.response.output_text !== undefined || JSON.parse(stdout) !== part.text) {
  console.error("CHANGED: Node and Python no longer differ about output_text of an event");
  process.exit(1);
}
END
node run.mjs
