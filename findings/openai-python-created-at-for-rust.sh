#!/usr/bin/env bash
# Packages: openai 3.57.0 (PyPI); async-openai 0.43.0 (crates.io)
# Behaviour: openai types created_at as float. When it writes a response again with to_json() or
#   model_dump_json(), the integer 1700000000 becomes 1700000000.0, and async-openai refuses the whole
#   response.
# Why it surprises: A proxy in Python that passes on what it read by means of the official types changes the
#   bytes of a number, although no value changes: JSON Schema counts 1700000000.0 as an integer. Clients in
#   Python and JavaScript see no difference. The Rust types read created_at as u64, so the same proxy fails
#   for every answer with a Rust client.
# Output seen:
#   from the server: "created_at": 1700000000: read
#   from to_json(): "created_at": 1700000000.0: invalid type: floating point `1700000000.0`, expected u64 at line 1 column 40
# Date: 2026-12-01
# Needs: Python 3.10 or newer, Rust, PyPI and crates.io
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check openai==3.57.0
mkdir -p reader/src
cat > reader/Cargo.toml <<'END'
[package]
name = "reader"
version = "0.0.0"
edition = "2021"

[dependencies]
async-openai = { version = "=0.43.0", default-features = false, features = ["response-types"] }
serde_json = "1"
END
cat > reader/src/main.rs <<'END'
use async_openai::types::responses::Response;

fn main() {
    for line in std::io::stdin().lines() {
        match serde_json::from_str::<Response>(&line.unwrap()) {
            Ok(_) => println!("read"),
            Err(error) => println!("{error}"),
        }
    }
}
END
export CARGO_TARGET_DIR="$dir/target"
cargo build --quiet --manifest-path reader/Cargo.toml

env/bin/python - <<'END'
import re
import subprocess
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
sent = response(output=[message])
base = serve({"v1": sent})

import openai

client = openai.OpenAI(api_key="none", base_url=f"{base}/v1", max_retries=0)
again = client.responses.create(model="m", input="hi").to_json(indent=None)
texts = {"from the server": json.dumps(sent), "from to_json()": again}
outcomes = subprocess.run(
    ["target/debug/reader"], input="\n".join(texts.values()), text=True, capture_output=True, check=True
).stdout.splitlines()
for (name, text), outcome in zip(texts.items(), outcomes):
    number = re.search(r'"created_at": ?([^,]+)', text)[1]
    print(f'{name}: "created_at": {number}: {outcome}')
if outcomes[0] != "read" or "floating point" not in outcomes[1]:
    raise SystemExit("CHANGED: async-openai 0.43.0 now reads what openai 3.57.0 writes, or no longer what the server sent")
END
