#!/usr/bin/env bash
# Packages: openai 3.57.0 (PyPI)
# Behaviour: An output item of a type that the package does not know becomes an instance of
#   ResponseOutputMessage.
# Why it surprises: Open Responses lets servers add item types with a prefix, and the API itself adds types.
#   The client neither raises nor keeps a general object: `isinstance(item, ResponseOutputMessage)` is true
#   for a search result. Its role and content read as None, and code that goes over the content of each
#   message fails far from the cause. Only `item.type` can be trusted.
# Output seen:
#   acme:search_result is a ResponseOutputMessage, role None, content None
#   message is a ResponseOutputMessage, role 'assistant', 1 part
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

part = {"type": "output_text", "text": "Hello.", "annotations": [], "logprobs": []}
message = {"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": [part]}
found = {"id": "sr_1", "type": "acme:search_result", "status": "completed", "hits": ["a", "b"]}
base = serve({"v1": response(output=[found, message])})

import openai
from openai.types.responses import ResponseOutputMessage

client = openai.OpenAI(api_key="none", base_url=f"{base}/v1", max_retries=0)
unknown, known = client.responses.create(model="m", input="hi").output
print(f"{unknown.type} is a {type(unknown).__name__}, role {unknown.role!r}, content {unknown.content!r}")
print(f"{known.type} is a {type(known).__name__}, role {known.role!r}, {len(known.content)} part")
if not (isinstance(unknown, ResponseOutputMessage) and unknown.role is None and unknown.content is None):
    raise SystemExit("CHANGED: openai 3.57.0 no longer reads an unknown item as a message")
END
