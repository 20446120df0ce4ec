#!/usr/bin/env bash
# Packages: openai 3.57.0 (PyPI)
# Behaviour: If the token limit ends the answer, `responses.stream()` followed by `get_final_response()`
#   raises RuntimeError "Didn't receive a `response.completed` event." after a complete, well-formed stream.
# Why it surprises: response.incomplete is a terminal event like response.completed and contains the whole
#   response: the text so far, the reason and the usage. The helper drops all three, and its message says that
#   the server left out an event. `responses.create(stream=True)` on the same bytes gives the response.
# Output seen:
#   create: response.incomplete, max_output_tokens, 'Hello, ', 7 tokens
#   stream: RuntimeError: Didn't receive a `response.completed` event.
# Date: 2026-12-01
# Needs: Python 3.10 or newer, and PyPI
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check openai==3.57.0

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

part = {"type": "output_text", "text": "Hello, ", "annotations": [], "logprobs": []}
message = {"id": "msg_1", "type": "message", "status": "incomplete", "role": "assistant", "content": [part]}
at = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
ended = response(status="incomplete", completed_at=None, incomplete_details={"reason": "max_output_tokens"}, output=[message])
events = [
    {"type": "response.created", "response": begun},
    {"type": "response.in_progress", "response": begun},
    {"type": "response.output_item.added", "output_index": 0, "item": {**message, "status": "in_progress", "content": []}},
    {"type": "response.content_part.added", **at, "part": {**part, "text": ""}},
    {"type": "response.output_text.delta", **at, "delta": "Hello, ", "logprobs": []},
    {"type": "response.output_text.done", **at, "text": "Hello, ", "logprobs": []},
    {"type": "response.content_part.done", **at, "part": part},
    {"type": "response.output_item.done", "output_index": 0, "item": message},
    {"type": "response.incomplete", "response": ended},
]
base = serve({"v1": frames(events)})

import openai

client = openai.OpenAI(api_key="none", base_url=f"{base}/v1", max_retries=0)
last = list(client.responses.create(model="m", input="hi", stream=True))[-1]
result = last.response
plain = f"{last.type}, {result.incomplete_details.reason}, {result.output_text!r}, {result.usage.total_tokens} tokens"
print("create:", plain)
try:
    with client.responses.stream(model="m", input="hi") as stream:
        helper = f"returned {stream.get_final_response().status}"
except RuntimeError as error:
    helper = f"{type(error).__name__}: {error}"
print("stream:", helper)
if plain != "response.incomplete, max_output_tokens, 'Hello, ', 7 tokens" or "Didn't receive" not in helper:
    raise SystemExit("CHANGED: the helper of openai 3.57.0 no longer raises on response.incomplete")
END
