import { createServer, request as forward, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { startReferenceServer } from "../../src/reference/index.ts";
import { closing } from "./endpoints.ts";

/** What stands before the reference server. */
export interface RelayOptions {
  /** Changes the text of each event stream. */
  edit?: (stream: string) => string;
  /** Sends each byte of a stream as a chunk of its own. */
  byByte?: boolean;
  /** An answer of its own: a JSON error with this status, or none ever. Undefined: the reference server answers. */
  instead?: (asked: Asked) => { status: number; message: string } | "silence" | undefined;
}

/** A request that came over the wire. */
export interface Asked {
  method: string;
  path: string;
  body: string;
}

export interface Relay {
  /** Base URL, ending in /v1. */
  url: string;
  /** Every request so far, in order. */
  asked: Asked[];
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A reference server behind another server, which keeps count and may change or cut what is streamed. */
export async function relay({
  edit = (stream) => stream,
  byByte = false,
  instead = () => undefined,
}: RelayOptions = {}): Promise<Relay> {
  const reference = await startReferenceServer();
  const asked: Asked[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const { method = "GET", url = "/", headers } = incoming;
      const body = await bytesOf(incoming);
      const one = { method, path: url, body: body.toString() };
      asked.push(one);
      // What is forwarded here is HTTP alone.
      const own = headers.upgrade === undefined ? instead(one) : { status: 404, message: "no" };
      if (own === "silence") return;
      if (own) {
        const error = { message: own.message, type: "invalid_request_error", code: null };
        outgoing.writeHead(own.status, { "content-type": "application/json" });
        return void outgoing.end(JSON.stringify({ error: { ...error, param: null } }));
      }
      const sent = forward(
        { host: "127.0.0.1", port: reference.port, method, path: url, headers },
        (answer) => void pass(answer).catch(() => outgoing.destroy()),
      );
      sent.on("error", () => outgoing.destroy());
      sent.end(body);
    })().catch(() => outgoing.destroy());

    async function pass(answer: IncomingMessage): Promise<void> {
      const bytes = await bytesOf(answer);
      const isStream = answer.headers["content-type"]?.startsWith("text/event-stream") === true;
      const whole = isStream ? Buffer.from(edit(bytes.toString())) : bytes;
      const { "content-length": _, "transfer-encoding": _coding, ...headers } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 500, headers);
      outgoing.socket?.setNoDelay(true);
      if (isStream && byByte)
        for (let at = 0; at < whole.length; at++) {
          outgoing.write(whole.subarray(at, at + 1));
          // Each chunk leaves before the next is written.
          await new Promise(setImmediate);
        }
      else outgoing.write(whole);
      outgoing.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await reference.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked };
}
