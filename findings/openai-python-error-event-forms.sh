#!/usr/bin/env bash
# Packages: openai 3.57.0, pydantic-ai-slim 2.68.0 (PyPI)
# Behaviour: An `error` event in the form of Open Responses, with an object `error`, makes
#   `responses.create(stream=True)` raise APIError. In the form of OpenAI's reference, with `code` and
#   `message` beside `type`, it comes out as an event like any other, and the loop ends normally after
#   response.failed.
# Why it surprises: The client of OpenAI raises on the form of the other specification and passes over the
#   form of its own. A loop that only looks at deltas ends with half a text and no error. pydantic-ai, which
#   is built on this client, raises on both.
# Output seen:
#   nested: openai raises APIError: boom; pydantic-ai raises ModelServerError
#   flat: openai ends after response.failed; pydantic-ai raises ModelServerError
# Date: 2026-12-01
# Needs: Python 3.10 or newer, and PyPI
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check openai==3.57.0 "pydantic-ai-slim[openai]==2.68.0"

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

start = [{"type": "response.created", "response": begun}, {"type": "response.in_progress", "response": begun}]
failed = response(status="failed", completed_at=None, usage=None, error={"code": "server_error", "message": "boom"})
end = [{"type": "response.failed", "response": failed}]
detail = {"code": "server_error", "message": "boom", "param": None}
base = serve({
    "nested": frames(start + [{"type": "error", "error": {"type": "server_error", **detail}}] + end),
    "flat": frames(start + [{"type": "error", **detail}] + end),
})

import asyncio
import openai
from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import ModelRequest
from pydantic_ai.models.openai import OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider

def with_openai(name):
    client = openai.OpenAI(api_key="none", base_url=f"{base}/{name}", max_retries=0)
    try:
        return f"ends after {list(client.responses.create(model='m', input='hi', stream=True))[-1].type}"
    except openai.APIError as error:
        return f"raises {type(error).__name__}: {error}"

async def with_pydantic_ai(name):
    client = openai.AsyncOpenAI(api_key="none", base_url=f"{base}/{name}", max_retries=0)
    model = OpenAIResponsesModel("m", provider=OpenAIProvider(openai_client=client))
    try:
        async with model_request_stream(model, [ModelRequest.user_text_prompt("hi")]) as stream:
            async for _ in stream:
                pass
        return "ends"
    except Exception as error:
        return f"raises {type(error).__name__}"

seen = {}
for name in ("nested", "flat"):
    seen[name] = f"openai {with_openai(name)}; pydantic-ai {asyncio.run(with_pydantic_ai(name))}"
    print(f"{name}: {seen[name]}")
if not seen["nested"].startswith("openai raises APIError") or not seen["flat"].startswith("openai ends after response.failed"):
    raise SystemExit("CHANGED: openai 3.57.0 now treats both forms of an error event alike")
if not all(told.endswith("pydantic-ai raises ModelServerError") for told in seen.values()):
    raise SystemExit("CHANGED: pydantic-ai 2.68.0 no longer raises on both forms")
END
