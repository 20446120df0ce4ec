#!/usr/bin/env bash
# Packages: openai-agents 0.24.0, openai 3.57.0 (PyPI)
# Behaviour: If a response contains two assistant messages, `final_output` of the agent has only the text of
#   the last one, streamed or not. `output_text` of the same response has both.
# Why it surprises: Two packages of one vendor disagree about the text of an answer. A server that closes one
#   message and opens another, for example around a hosted tool, loses text in every agent and in no test that
#   reads output_text.
# Output seen:
#   output_text: 'Part one. Part two.'
#   final_output: 'Part two.'
#   final_output, streamed: 'Part two.'
# Date: 2026-12-01
# Needs: Python 3.10 or newer, and PyPI
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check openai-agents==0.24.0 openai==3.57.0

env/bin/python - <<'END'
import http.server, json, threading

def response(**fields):
    return {
        "id": "resp_1", "object": "response", "created_at": 1700000000, "completed_at": 1700000001,
        "status": "completed", "model": "m", "output": [], "error": None, "incomplete_details": None,
        "instructions": None, "previous_response_id": None, "metadata": {}, "tools": [], "tool_choice": "auto",
        "parallel_tool_calls": True, "text": {"format": {"type": "text"}}, "reasoning": None, "truncation": "disabled",
        "temperature": 1, "top_p": 1, "top_logprobs": 0, "presence_penalty": 0, "frequency_penalty": 0,
        "max_output_tokens": None, "max_tool_calls": None, "store": True, "background": False, "service_tier": "default",
        "safety_identifier": None, "prompt_cache_key": None,
        "usage": {"input_tokens": 3, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 4,
                  "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 7},
        **fields,
    }

begun = response(status="in_progress", completed_at=None, usage=None)

def frames(events):
    numbered = ({**event, "sequence_number": n} for n, event in enumerate(events))
    lines = (f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in numbered)
    return "".join(lines) + "data: [DONE]\n\n"

def serve(bodies):
    """Answers POST /NAME/responses with bodies[NAME], and returns the base URL without the name."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            body = bodies[self.path.split("/")[1]]
            streams = isinstance(body, str)
            self.send_response(200)
            self.send_header("content-type", "text/event-stream" if streams else "application/json")
            self.end_headers()
            self.wfile.write((body if streams else json.dumps(body)).encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"

def message(index, text):
    """An output message, and its events."""
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    item = {"id": f"msg_{index}", "type": "message", "status": "completed", "role": "assistant", "content": [part]}
    at = {"item_id": item["id"], "output_index": index, "content_index": 0}
    return item, [
        {"type": "response.output_item.added", "output_index": index, "item": {**item, "status": "in_progress", "content": []}},
        {"type": "response.content_part.added", **at, "part": {**part, "text": ""}},
        {"type": "response.output_text.delta", **at, "delta": text, "logprobs": []},
        {"type": "response.output_text.done", **at, "text": text, "logprobs": []},
        {"type": "response.content_part.done", **at, "part": part},
        {"type": "response.output_item.done", "output_index": index, "item": item},
    ]

(one, first), (two, second) = message(0, "Part one. "), message(1, "Part two.")
ended = response(output=[one, two])
start = [{"type": "response.created", "response": begun}, {"type": "response.in_progress", "response": begun}]
base = serve({
    "json": ended,
    "events": frames(start + first + second + [{"type": "response.completed", "response": ended}]),
})

import asyncio
import openai
from agents import Agent, OpenAIResponsesModel, Runner, set_tracing_disabled

set_tracing_disabled(True)

def agent(name):
    client = openai.AsyncOpenAI(api_key="none", base_url=f"{base}/{name}", max_retries=0)
    return Agent(name="reader", model=OpenAIResponsesModel("m", client))

async def main():
    plain = await Runner.run(agent("json"), "hi")
    streamed = Runner.run_streamed(agent("events"), "hi")
    async for _ in streamed.stream_events():
        pass
    return plain.final_output, streamed.final_output

client = openai.OpenAI(api_key="none", base_url=f"{base}/json", max_retries=0)
text = client.responses.create(model="m", input="hi").output_text
plain, streamed = asyncio.run(main())
print(f"output_text: {text!r}\nfinal_output: {plain!r}\nfinal_output, streamed: {streamed!r}")
if (text, plain, streamed) != ("Part one. Part two.", "Part two.", "Part two."):
    raise SystemExit("CHANGED: final_output of openai-agents 0.24.0 no longer drops the first message")
END
