#!/usr/bin/env bash
# Packages: uvicorn 0.54.0, websockets 16.1.1, hypercorn 0.18.0, fastapi 0.165.0 (PyPI)
# Behaviour: A FastAPI application without any WebSocket route answers a WebSocket handshake with 403 and an
#   empty body, at a path that has only POST and at a path that does not exist. Plain requests to the same
#   paths get 405 and 404.
# Why it surprises: A client that asks whether an endpoint offers the WebSocket transport of the Responses API
#   reads 403 as a refused key. ASGI lets an application close a handshake but gives the close no status, so
#   both servers send 403. Only a second handshake at a path that cannot exist shows that nothing is offered.
# Output seen:
#   uvicorn: GET /v1/responses 405, handshake 403; GET /no/such/path 404, handshake 403
#   hypercorn: GET /v1/responses 405, handshake 403; GET /no/such/path 404, handshake 403
# Date: 2026-12-01
# Needs: Python 3.10 or newer, and PyPI
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check uvicorn==0.54.0 websockets==16.1.1 hypercorn==0.18.0 fastapi==0.165.0

env/bin/python - <<'END'
import asyncio
import base64
import socket

import hypercorn.asyncio
import uvicorn
from fastapi import FastAPI
from hypercorn.config import Config

app = FastAPI()

@app.post("/v1/responses")
def create():
    return {}

upgrade = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n"
)

def ask(port, path, headers):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode())
        head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
    return int(head.split()[1]), body

def probe(port):
    told = []
    for path in ("/v1/responses", "/no/such/path"):
        plain, _ = ask(port, path, "Connection: close\r\n")
        status, body = ask(port, path, upgrade)
        told.append(f"GET {path} {plain}, handshake {status}{' with a body' if body else ''}")
    return "; ".join(told)

async def with_uvicorn(listener):
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="websockets-sansio"))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.02)
    told = await asyncio.to_thread(probe, listener.getsockname()[1])
    server.should_exit = True
    await running
    return told

async def with_hypercorn(listener):
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.loglevel = "CRITICAL"
    stop = asyncio.Event()
    running = asyncio.create_task(hypercorn.asyncio.serve(app, config, shutdown_trigger=stop.wait))
    told = await asyncio.to_thread(probe, listener.getsockname()[1])
    stop.set()
    await running
    return told

def listen():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener

seen = {
    "uvicorn": asyncio.run(with_uvicorn(listen())),
    "hypercorn": asyncio.run(with_hypercorn(listen())),
}
for server, told in seen.items():
    print(f"{server}: {told}")
want = "GET /v1/responses 405, handshake 403; GET /no/such/path 404, handshake 403"
if set(seen.values()) != {want}:
    raise SystemExit("CHANGED: the servers no longer answer such a handshake with an empty 403")
END
