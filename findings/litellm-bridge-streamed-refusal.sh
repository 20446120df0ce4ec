#!/usr/bin/env bash
# Packages: litellm 1.110.2 (PyPI)
# Behaviour: If the model behind a chat completions server refuses, litellm.responses() gives the refusal in a
#   plain answer, and in a stream a completed message with an empty text.
# Why it surprises: The chat chunks carry the words in `delta.refusal`, and the Responses API has events and a
#   part for them. The bridge translates the message but not the chunks, so the same answer is a refusal or an
#   empty success depending on `stream`. A token limit and a content filter are translated both ways.
# Output seen:
#   stream: response.completed, parts [('output_text', '')]
#   plain: completed, parts [('refusal', 'I cannot help.')]
# Date: 2026-12-01
# Needs: Python 3.10 or newer, and PyPI
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check litellm==1.110.2

env/bin/python - <<'END'
import http.server
import json
import os
import threading

usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
about = {"id": "chat_1", "created": 1700000000, "model": "m"}

def chunk(delta, reason=None):
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return {**about, "object": "chat.completion.chunk", "choices": [choice]}

chunks = [
    chunk({"role": "assistant", "content": None, "refusal": ""}),
    chunk({"refusal": "I cannot "}),
    chunk({"refusal": "help."}),
    chunk({}, "stop"),
    {**about, "object": "chat.completion.chunk", "choices": [], "usage": usage},
]
message = {"role": "assistant", "content": None, "refusal": "I cannot help."}
whole = {
    **about, "object": "chat.completion", "usage": usage,
    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
}

class Chat(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        streams = json.loads(self.rfile.read(int(self.headers["content-length"]))).get("stream")
        self.send_response(200)
        self.send_header("content-type", "text/event-stream" if streams else "application/json")
        self.end_headers()
        events = "".join(f"data: {json.dumps(event)}\n\n" for event in chunks) + "data: [DONE]\n\n"
        self.wfile.write((events if streams else json.dumps(whole)).encode())

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Chat)
threading.Thread(target=server.serve_forever, daemon=True).start()

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm

def ask(stream):
    return litellm.responses(
        model="openai/m", input="hi", stream=stream, api_key="none", use_chat_completions_api=True,
        api_base=f"http://127.0.0.1:{server.server_port}/v1",
    )

def parts(response):
    output = json.loads(response.model_dump_json())["output"]
    return [(part["type"], part.get("text", part.get("refusal"))) for item in output for part in item["content"]]

last = list(ask(True))[-1]
streamed, plain = parts(last.response), ask(False)
print(f"stream: {json.loads(last.model_dump_json())['type']}, parts {streamed}")
print(f"plain: {plain.status}, parts {parts(plain)}")
if streamed != [("output_text", "")] or parts(plain) != [("refusal", "I cannot help.")]:
    raise SystemExit("CHANGED: litellm 1.110.2 no longer loses a streamed refusal of a chat completions server")
END
