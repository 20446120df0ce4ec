#!/usr/bin/env bash
# Packages: langchain-openai 1.7.4, openai 3.57.0 (PyPI)
# Behaviour: If the token limit ends a function call in the middle of its arguments, ChatOpenAI.stream()
#   closes the open string, list and object, and offers the result in tool_calls as a call like any other.
# Why it surprises: The arguments were never complete, and the item and the response both have the status
#   incomplete. The same response without a stream is put into invalid_tool_calls. So the same call is refused
#   or run depending on how the answer was transported, and here "keep" has lost most of its entries.
# Output seen:
#   invoke: calls [], invalid ['{"path": "/data", "keep": ["a", "b']
#   stream: calls [{'path': '/data', 'keep': ['a', 'b']}], invalid []
# Date: 2026-12-01
# Needs: Python 3.10 or newer, and PyPI
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check langchain-openai==1.7.4 openai==3.57.0

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

cut = '{"path": "/data", "keep": ["a", "b'
item = {"id": "fc_1", "type": "function_call", "status": "incomplete", "call_id": "call_1", "name": "clean", "arguments": cut}
ended = response(status="incomplete", completed_at=None, incomplete_details={"reason": "max_output_tokens"}, output=[item])
events = [
    {"type": "response.created", "response": begun},
    {"type": "response.in_progress", "response": begun},
    {"type": "response.output_item.added", "output_index": 0, "item": {**item, "status": "in_progress", "arguments": ""}},
    {"type": "response.function_call_arguments.delta", "item_id": "fc_1", "output_index": 0, "delta": cut},
    {"type": "response.function_call_arguments.done", "item_id": "fc_1", "output_index": 0, "name": "clean", "arguments": cut},
    {"type": "response.output_item.done", "output_index": 0, "item": item},
    {"type": "response.incomplete", "response": ended},
]
base = serve({"json": ended, "events": frames(events)})

from langchain_openai import ChatOpenAI

def model(name):
    return ChatOpenAI(model="m", api_key="none", base_url=f"{base}/{name}", use_responses_api=True, max_retries=0)

def calls(message):
    return [call["args"] for call in message.tool_calls], [call["args"] for call in message.invalid_tool_calls]

plain = calls(model("json").invoke("hi"))
whole = None
for chunk in model("events").stream("hi"):
    whole = chunk if whole is None else whole + chunk
streamed = calls(whole)
print("invoke: calls {}, invalid {}".format(*plain))
print("stream: calls {}, invalid {}".format(*streamed))
if plain != ([], [cut]) or streamed != ([{"path": "/data", "keep": ["a", "b"]}], []):
    raise SystemExit("CHANGED: langchain-openai 1.7.4 no longer completes the arguments of a cut call")
END
