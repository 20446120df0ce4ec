#!/usr/bin/env bash
# Packages: openai 3.57.0 (PyPI)
# Behaviour: For a pydantic model with a `dict` or a `tuple`, `responses.parse()` sends `strict: true` with a
#   schema that has an object with free keys and an array without `items`.
# Why it surprises: The helper makes the rest of the schema strict: it adds `additionalProperties: false` and
#   puts every field into `required`. It leaves `dict` and `tuple` as they are and says nothing, so only the
#   server can notice that the schema is outside strict mode. The Node helper of the same vendor throws before
#   it sends either.
# Output seen:
#   strict True
#   counts: {"additionalProperties": {"type": "integer"}, "type": "object"}
#   span: {"maxItems": 2, "minItems": 2, "prefixItems": [{"type": "integer"}, {"type": "integer"}], "type": "array"}
# Date: 2026-12-01
# Needs: Python 3.10 or newer, and PyPI
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check openai==3.57.0

env/bin/python - <<'END'
import http.server
import json
import threading

import openai
import pydantic

class Report(pydantic.BaseModel):
    counts: dict[str, int]
    span: tuple[int, int]

sent = []

class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        sent.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(400)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"error":{"message":"seen","type":"invalid_request_error","param":null,"code":null}}')

    def log_message(self, *_):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = openai.OpenAI(api_key="none", base_url=f"http://127.0.0.1:{server.server_port}", max_retries=0)
try:
    client.responses.parse(model="m", input="hi", text_format=Report)
except openai.BadRequestError:
    pass

chosen = sent[0]["text"]["format"]
fields = {name: {key: value for key, value in field.items() if key != "title"} for name, field in chosen["schema"]["properties"].items()}
print("strict", chosen["strict"])
for name, field in fields.items():
    print(f"{name}: {json.dumps(field, sort_keys=True)}")
if chosen["strict"] is not True or fields["counts"].get("additionalProperties") is False or "items" in fields["span"]:
    raise SystemExit("CHANGED: openai 3.57.0 no longer sends such a schema as strict")
END
