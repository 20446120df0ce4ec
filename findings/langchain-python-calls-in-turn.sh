#!/usr/bin/env bash
# Packages: langchain-openai 1.7.4, openai 3.57.0 (PyPI)
# Behaviour: If the events of two parallel function calls take turns, ChatOpenAI.stream() gives both calls
#   empty arguments, and adds two calls without a name.
# Why it surprises: Each delta names its call by item_id and output_index, so the order between the calls is
#   free. The library starts a new piece whenever output_index differs from that of the previous event, and
#   parses each piece by itself. Nothing is raised: an application that runs tool_calls runs both functions
#   without their arguments.
# Output seen:
#   one after the other: [('get_weather', {'city': 'Paris'}), ('get_weather', {'city': 'Rome'})]
#   in turn: [('get_weather', {}), ('get_weather', {}), ('', {}), ('', {})]
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

def call(index, city):
    """The output item of a call, and its events."""
    arguments = json.dumps({"city": city})
    item = {"id": f"fc_{index}", "type": "function_call", "status": "completed", "call_id": f"call_{index}",
            "name": "get_weather", "arguments": arguments}
    at = {"item_id": item["id"], "output_index": index}
    return item, [
        {"type": "response.output_item.added", "output_index": index, "item": {**item, "status": "in_progress", "arguments": ""}},
        {"type": "response.function_call_arguments.delta", **at, "delta": arguments[:9]},
        {"type": "response.function_call_arguments.delta", **at, "delta": arguments[9:]},
        {"type": "response.function_call_arguments.done", **at, "name": item["name"], "arguments": arguments},
        {"type": "response.output_item.done", "output_index": index, "item": item},
    ]

(one, first), (two, second) = call(0, "Paris"), call(1, "Rome")
start = [{"type": "response.created", "response": begun}, {"type": "response.in_progress", "response": begun}]
end = [{"type": "response.completed", "response": response(output=[one, two])}]
orders = {
    "one after the other": first + second,
    "in turn": [event for pair in zip(first, second) for event in pair],
}
base = serve({name.replace(" ", "-"): frames(start + middle + end) for name, middle in orders.items()})

from langchain_openai import ChatOpenAI

def calls(name):
    model = ChatOpenAI(model="m", api_key="none", base_url=f"{base}/{name.replace(' ', '-')}", use_responses_api=True, max_retries=0)
    whole = None
    for chunk in model.stream("hi"):
        whole = chunk if whole is None else whole + chunk
    return [(call["name"], call["args"]) for call in whole.tool_calls]

seen = {name: calls(name) for name in orders}
for name, got in seen.items():
    print(f"{name}: {got}")
right = [("get_weather", {"city": "Paris"}), ("get_weather", {"city": "Rome"})]
torn = [("get_weather", {}), ("get_weather", {}), ("", {}), ("", {})]
if seen != {"one after the other": right, "in turn": torn}:
    raise SystemExit("CHANGED: langchain-openai 1.7.4 no longer tears calls apart whose events take turns")
END
