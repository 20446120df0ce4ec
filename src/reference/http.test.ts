import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectAt } from "../json/json.ts";
import { startReferenceServer, type ReferenceServer } from "./index.ts";
import { Client, finalOf } from "./test-kit.ts";

let server: ReferenceServer;
let client: Client;

beforeAll(async () => {
  server = await startReferenceServer({ apiKey: "the-key", maxBodyBytes: 10_000 });
  client = new Client(server);
});
afterAll(() => server.close());

const key = { authorization: "Bearer the-key" };
const json = { ...key, "content-type": "application/json" };

async function raw(
  method: string,
  path: string,
  body: string | Uint8Array<ArrayBuffer> | null,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Headers; code: unknown; keys: string }> {
  const answer = await fetch(server.url + path, { method, headers, body });
  const text = await answer.text();
  const error = objectAt(JSON.parse(text), "error") ?? {};
  const keys = Object.keys(error).toSorted().join(" ");
  return { status: answer.status, headers: answer.headers, code: error["code"], keys };
}

/** Writes bytes to a socket and gives what comes back until the server closes. */
function talk(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => (heard += text));
    socket.on("close", () => resolve(heard));
    socket.on("error", reject);
  });
}

describe("errors over HTTP", () => {
  it.each<[string, Parameters<typeof raw>, number, string]>([
    [
      "no key",
      ["POST", "/responses", "{}", { "content-type": "application/json" }],
      401,
      "invalid_api_key",
    ],
    [
      "a wrong key",
      ["GET", "/responses/x", null, { authorization: "Bearer other" }],
      401,
      "invalid_api_key",
    ],
    ["bad JSON", ["POST", "/responses", "{", json], 400, "invalid_json"],
    [
      "bytes that are not UTF-8",
      ["POST", "/responses", new Uint8Array([0x22, 0xff, 0x22]), json],
      400,
      "invalid_json",
    ],
    [
      "another content type",
      ["POST", "/responses", "{}", { ...key, "content-type": "text/plain" }],
      415,
      "unsupported_media_type",
    ],
    [
      "a compressed body",
      ["POST", "/responses", "{}", { ...json, "content-encoding": "gzip" }],
      415,
      "unsupported_encoding",
    ],
    [
      "too large a body",
      ["POST", "/responses", JSON.stringify({ model: "m", input: "x".repeat(20_000) }), json],
      413,
      "request_too_large",
    ],
    ["an unknown path", ["GET", "/nothing", null, key], 404, "unknown_url"],
    ["a path that is not decodable", ["GET", "/responses/%ff", null, key], 404, "unknown_url"],
    ["an unknown response", ["GET", "/responses/resp_other", null, key], 404, "response_not_found"],
    [
      "an unknown previous response",
      ["POST", "/responses", '{"model":"m","input":"x","previous_response_id":"r"}', json],
      400,
      "previous_response_not_found",
    ],
    [
      "an unknown model",
      ["POST", "/responses", '{"model":"no-such-model","input":"x"}', json],
      404,
      "model_not_found",
    ],
    [
      "a wrong type before a stream",
      ["POST", "/responses", '{"model":"m","input":"x","stream":true,"temperature":"hot"}', json],
      400,
      "invalid_type",
    ],
    [
      "an output of an unknown call",
      [
        "POST",
        "/responses",
        '{"model":"m","input":[{"type":"function_call_output","call_id":"c","output":"x"}]}',
        json,
      ],
      400,
      "unknown_call_id",
    ],
    [
      "deleting what is not there",
      ["DELETE", "/responses/r", null, key],
      404,
      "response_not_found",
    ],
    [
      "cancelling what is not there",
      ["POST", "/responses/r/cancel", null, key],
      404,
      "response_not_found",
    ],
  ])("%s", async (_name, call, status, code) => {
    const answer = await raw(...call);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.keys).toBe("code message param type");
    expect(answer.headers.get("content-type")).toBe("application/json");
  });

  it("another method is answered with Allow", async () => {
    const answer = await raw("PUT", "/responses", "{}", json);
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
    const get = await raw("GET", "/responses", null, key);
    expect(get.status).toBe(405);
  });

  it("OPTIONS and HEAD are answered without a body", async () => {
    const options = await fetch(`${server.url}/responses`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "POST, OPTIONS"]);
    const created = await client.send("POST", "/responses", { model: "m", input: "Hi" }, key);
    const path = `/responses/${String(created.json["id"])}`;
    for (const query of ["", "?stream=true"]) {
      const head = await client.send("HEAD", path + query, undefined, key);
      expect([head.status, head.text]).toEqual([200, ""]);
    }
  });

  it("what is not HTTP gets a 400 and the connection ends", async () => {
    expect(await talk("HELLO\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 .*invalid_http/s);
    expect(await talk(`GET / HTTP/1.1\r\nx: ${"y".repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
  });
});

describe("connections", () => {
  it("carry several requests", async () => {
    const heard = await talk(
      "GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    );
    expect(heard.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });

  it("may be dropped by the client in the middle of a stream", async () => {
    const slow = await startReferenceServer({ deltaDelayMs: 5 });
    const abort = new AbortController();
    const answer = await fetch(`${slow.url}/responses`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", input: "Count from 1 to 2000", stream: true }),
      signal: abort.signal,
    });
    await answer.body?.getReader().read();
    abort.abort();
    const after = await new Client(slow).create({ input: "Say still here" });
    expect(after.status).toBe(200);
    await slow.close();
  });

  it("are all ended by close(), open streams too", async () => {
    const slow = await startReferenceServer({ deltaDelayMs: 50 });
    const open = new Client(slow).stream({ input: "Count from 1 to 2000" });
    const ended = open.then(
      () => "completed",
      () => "cut off",
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
    await slow.close();
    expect(await ended).toBe("cut off");
    await expect(fetch(slow.url)).rejects.toThrow(/fetch failed/);
  });

  it("end streams without [DONE] when the server is started that way", async () => {
    const silent = await startReferenceServer({ done: false });
    const reply = await new Client(silent).stream({ input: "Hi" });
    await silent.close();
    expect(reply.done).toBe(false);
    expect(finalOf(reply)["status"]).toBe("completed");
  });
});

describe("starting", () => {
  it("fails on a port that is taken and on a fault that does not exist", async () => {
    await expect(startReferenceServer({ port: server.port })).rejects.toThrow(/EADDRINUSE/);
    await expect(startReferenceServer({ fault: "delta-losst" })).rejects.toThrow(
      /there is no fault "delta-losst"/,
    );
  });
});
