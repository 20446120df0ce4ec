#!/usr/bin/env bash
# Packages: openai 3.57.0 (PyPI)
# Behaviour: If a stream begins with a byte order mark and its first line is a data line, the client drops the
#   first event, response.created, without a word. `responses.stream()` then raises because of the missing
#   event.
# Why it surprises: The SSE standard says that one leading byte order mark is ignored. Here it becomes part of
#   the field name, and a field with an unknown name is ignored. The events that follow are all read, so a
#   loop that takes the id of the response from its first event finds none.
# Output seen:
#   without: create gives response.created first, stream: completed
#   with: create gives response.in_progress first, stream: RuntimeError
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

part = {"type": "output_text", "text": "Hello, sun.", "annotations": [], "logprobs": []}
message = {"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": [part]}
at = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
events = [
    {"type": "response.created", "response": begun},
    {"type": "response.in_progress", "response": begun},
    {"type": "response.output_item.added", "output_index": 0, "item": {**message, "status": "in_progress", "content": []}},
    {"type": "response.content_part.added", **at, "part": {**part, "text": ""}},
    {"type": "response.output_text.delta", **at, "delta": "Hello, ", "logprobs": []},
    {"type": "response.output_text.delta", **at, "delta": "sun.", "logprobs": []},
    {"type": "response.output_text.done", **at, "text": part["text"], "logprobs": []},
    {"type": "response.content_part.done", **at, "part": part},
    {"type": "response.output_item.done", "output_index": 0, "item": message},
    {"type": "response.completed", "response": response(output=[message])},
]
plain = "".join(f"data: {json.dumps({**event, 'sequence_number': n})}\n\n" for n, event in enumerate(events))
base = serve({"without": plain, "with": "\ufeff" + plain})

import openai

def read(name):
    client = openai.OpenAI(api_key="none", base_url=f"{base}/{name}", max_retries=0)
    first = list(client.responses.create(model="m", input="hi", stream=True))[0]
    try:
        with client.responses.stream(model="m", input="hi") as stream:
            helper = stream.get_final_response().status
    except RuntimeError as error:
        helper = type(error).__name__
    return f"create gives {first.type} first, stream: {helper}"

seen = {name: read(name) for name in ("without", "with")}
for name, outcome in seen.items():
    print(f"{name}: {outcome}")
if seen != {
    "without": "create gives response.created first, stream: completed",
    "with": "create gives response.in_progress first, stream: RuntimeError",
}:
    raise SystemExit("CHANGED: openai 3.57.0 no longer drops the event after a byte order mark")
END
