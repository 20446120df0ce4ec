import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import type { Message } from "../wire/types.ts";
import { openWebSocket, type Connection, type Opening, type ReadOptions } from "./websocket.ts";

const timeouts = { connect: 2000, headers: 2000, idle: 2000, total: 5000 };
const limits = { eventBytes: 1000, streamBytes: 3000 };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that does with each connection what it is told. */
async function serving(handle: (socket: WebSocket, url: string) => void): Promise<URL> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket, request) => {
    socket.on("error", () => {});
    handle(socket, `${request.url} ${request.headers.authorization}`);
  });
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/responses?a=b`);
}

const open = (url: URL, more: Partial<ReadOptions> = {}): Promise<Opening> =>
  openWebSocket(url, { authorization: "Bearer k" }, { timeouts, limits, ...more });

async function connected(handle: (socket: WebSocket, url: string) => void): Promise<Connection> {
  const opening = await open(await serving(handle));
  if (opening.kind !== "open") throw new Error(opening.kind);
  closers.push(() => void opening.connection.close());
  return opening.connection;
}

/** Reads until a message `end`. */
async function reading(
  connection: Connection,
  more: Partial<ReadOptions> = {},
): Promise<{ heard: string[]; kind: string; detail: string | undefined; aborted: boolean }> {
  const heard: string[] = [];
  const { end, aborted } = await connection.read({
    timeouts,
    limits,
    linger: true,
    onMessage(message: Message) {
      heard.push(message.kind === "text" ? message.text : `${message.bytes.length} bytes`);
      return heard.at(-1) === "end" ? "done" : "more";
    },
    ...more,
  });
  return { heard, kind: end.kind, detail: end.detail, aborted };
}

describe("a WebSocket", () => {
  it("carries turns one after the other, and what follows the last message of each", async () => {
    const connection = await connected((socket, asked) => {
      socket.send(asked);
      socket.on("message", (data: Buffer) => {
        for (const text of [data.toString(), "end", "[DONE]"]) socket.send(text);
        socket.send(Buffer.from([1, 2]));
      });
    });
    connection.send("one");
    expect(await reading(connection)).toMatchObject({
      heard: ["/v1/responses?a=b Bearer k", "one", "end", "[DONE]", "2 bytes"],
      kind: "closed",
    });
    connection.send("two");
    connection.send("three");
    const first = await reading(connection, { linger: false });
    expect(first.heard).toEqual(["two", "end"]);
    expect((await reading(connection)).heard).toEqual([
      "[DONE]",
      "2 bytes",
      "three",
      "end",
      "[DONE]",
      "2 bytes",
    ]);
    expect(connection.head.status).toBe(101);
    await connection.close();
    expect(connection.open).toBe(false);
  });

  it.each([
    ["the first message", [], "--timeout-headers"],
    ["the next message", ["begun"], "--timeout-idle"],
  ])("waits for %s no longer because of pings, but says that they came", async (_, first, flag) => {
    const pinging = await connected((socket) => {
      for (const text of first) socket.send(text);
      const timer = setInterval(() => socket.ping(), 20);
      socket.on("close", () => clearInterval(timer));
    });
    const short = { ...timeouts, headers: 150, idle: 150 };
    const heard = await reading(pinging, { timeouts: short });
    expect(heard).toMatchObject({ kind: "pinged", heard: first });
    expect(heard.detail).toMatch(
      new RegExp(`^no message arrived for 150 ms, but pings show .* raise ${flag}$`),
    );
    expect(pinging.open).toBe(false);
    const silent = await connected((socket) => {
      for (const text of first) socket.send(text);
    });
    expect(await reading(silent, { timeouts: short })).toMatchObject({
      kind: "idle",
      detail: `no message arrived for 150 ms (limit: ${flag})`,
    });
  });

  it("takes silence behind a ping and a message as silence", async () => {
    const connection = await connected((socket) => {
      socket.ping();
      socket.send("begun");
    });
    const short = { ...timeouts, idle: 100 };
    expect(await reading(connection, { timeouts: short })).toMatchObject({ kind: "idle" });
  });

  it("waits a moment for the end of a turn that is ending", async () => {
    const failing = await connected((socket) => {
      socket.send("error");
      setTimeout(() => socket.send("end"), 100);
    });
    const ending = { onMessage: ({ kind }: Message) => (kind === "text" ? "ending" : "more") };
    expect(await reading(failing, ending as Partial<ReadOptions>)).toMatchObject({
      kind: "closed",
    });
    expect(failing.open).toBe(true);
  });

  it("tells how it ended", async () => {
    const closing = await connected((socket) => {
      socket.send("a");
      socket.close(1011, "broken");
    });
    expect(await reading(closing)).toEqual({
      heard: ["a"],
      kind: "closed",
      detail: "the server closed the connection with code 1011: broken",
      aborted: false,
    });
    const cutting = await connected((socket) => socket.on("message", () => socket.terminate()));
    cutting.send("x");
    expect(await reading(cutting)).toMatchObject({ kind: "cut" });
    const large = await connected((socket) => socket.send("x".repeat(1002)));
    expect(await reading(large)).toMatchObject({ kind: "limit", heard: [] });
    const abort = new AbortController();
    const waiting = await connected(() => abort.abort());
    expect(await reading(waiting, { signal: abort.signal })).toMatchObject({
      kind: "left",
      aborted: true,
    });
    await waiting.close();
    expect(waiting.open).toBe(false);
  });

  it("says later that it was closed because a turn was larger than a limit", async () => {
    const connection = await connected((socket) => {
      for (const text of ["a", "b", "end"]) socket.send(text);
    });
    expect(await reading(connection, { onMessage: () => "enough" })).toMatchObject({
      kind: "limit",
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(connection.open).toBe(false);
    expect(await reading(connection, { onMessage: () => "more" })).toMatchObject({
      kind: "limit",
      detail: expect.stringContaining("this program closed the WebSocket") as string,
    });
  });

  it("holds no more than it may of what nobody reads", async () => {
    const connection = await connected((socket) => {
      for (let count = 0; count < 10; count++) socket.send("y".repeat(900));
      socket.send("end");
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await reading(connection)).toMatchObject({ kind: "limit" });
  });

  it("that is refused tells status and body", async () => {
    const server = createServer((_, response) =>
      response.writeHead(426, { upgrade: "h2c" }).end("no"),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    expect(await open(new URL(`http://127.0.0.1:${port}/`))).toMatchObject({
      kind: "refused",
      head: { status: 426, headers: { upgrade: "h2c" } },
      body: "no",
    });
    const tight = { ...limits, eventBytes: 1 };
    expect(await open(new URL(`http://127.0.0.1:${port}/`), { limits: tight })).toMatchObject({
      kind: "refused",
      body: undefined,
    });
    server.close();
    server.closeAllConnections();
    expect(await open(new URL(`http://127.0.0.1:${port}/`))).toMatchObject({
      kind: "unanswered",
      failure: { reason: "refused" },
    });
    const gone = await open(new URL(`http://127.0.0.1:${port}/`), { signal: AbortSignal.abort() });
    expect(gone).toMatchObject({ kind: "unanswered", failure: { reason: "aborted" } });
  });
});
