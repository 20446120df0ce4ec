import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type JsonObject, objectAt, stringAt } from "../../json/json.ts";
import { startReferenceServer, type ReferenceOptions, type ReferenceServer } from "../server.ts";
import { frozen } from "../test-kit.ts";

const servers: ReferenceServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serving(options: ReferenceOptions = {}): Promise<ReferenceServer> {
  const server = await startReferenceServer({ clock: frozen, ...options });
  servers.push(server);
  return server;
}

/** Sends messages at once and reads until as many turns came to an end. */
async function talk(
  server: ReferenceServer,
  messages: (JsonObject | string)[],
  socket = new WebSocket(`${server.url}/responses`.replace("http", "ws")),
): Promise<{ socket: WebSocket; events: JsonObject[] }> {
  if (socket.readyState !== socket.OPEN)
    await new Promise((resolve) => socket.once("open", resolve));
  const events: JsonObject[] = [];
  let left = messages.length;
  const all = new Promise<void>((resolve, reject) => {
    socket.on("close", () => reject(new Error("closed")));
    socket.on("message", (data: Buffer) => {
      const event = JSON.parse(data.toString()) as JsonObject;
      events.push(event);
      const ends = /^(error|response\.(completed|failed|incomplete))$/.test(String(event["type"]));
      if (ends && --left === 0) resolve();
    });
  });
  for (const message of messages)
    socket.send(
      typeof message === "string"
        ? message
        : JSON.stringify({ type: "response.create", model: "m", ...message }),
    );
  await all;
  socket.removeAllListeners();
  return { socket, events };
}

const responseOf = (events: JsonObject[]): JsonObject => objectAt(events.at(-1), "response") ?? {};
const codes = (events: JsonObject[]): unknown[] =>
  events
    .filter(({ type }) => type === "error")
    .map((event) => [event["status"], stringAt(event["error"], "code")]);

describe("the reference server over WebSocket", () => {
  it("sends the events of the HTTP stream", async () => {
    const server = await serving();
    const { events } = await talk(server, [{ input: "Say red" }]);
    expect(events.map(({ type }) => type)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(events.map((event) => event["sequence_number"])).toEqual(
      events.map((_, index) => index),
    );
  });

  it("answers what is sent at once one after the other", async () => {
    const server = await serving();
    const { events } = await talk(server, [{ input: "Say red" }, { input: "Say blue" }]);
    expect(events.flatMap((event) => stringAt(event, "text") ?? [])).toEqual(["red", "blue"]);
    expect(events.findIndex(({ type }) => type === "response.completed")).toBe(8);
    expect(events[9]).toMatchObject({ type: "response.created", sequence_number: 0 });
  });

  it("keeps the last response with the connection, until a continuation fails", async () => {
    const server = await serving();
    const told = await talk(server, [{ input: "My code is 12345. Remember it.", store: false }]);
    const previous_response_id = String(responseOf(told.events)["id"]);
    const ask = { input: "What is my code?", store: false, previous_response_id };
    expect(codes((await talk(server, [ask])).events)).toEqual([
      [400, "previous_response_not_found"],
    ]);
    const asked = await talk(server, [ask], told.socket);
    expect(JSON.stringify(responseOf(asked.events)["output"])).toContain("12345");
    const next = { ...ask, previous_response_id: String(responseOf(asked.events)["id"]) };
    const failed = await talk(server, [{ ...next, temperature: "hot" }, next], told.socket);
    expect(codes(failed.events)).toEqual([
      [400, "invalid_type"],
      [400, "previous_response_not_found"],
    ]);
  });

  it("refuses what is no response.create message, and goes on", async () => {
    const server = await serving();
    const { events } = await talk(server, [
      "{",
      "[]",
      { type: "response.cancel" },
      { input: "Say red", background: true },
      { input: "Say red", stream: false },
    ]);
    expect(codes(events)).toEqual([
      [400, "invalid_json"],
      [400, "invalid_type"],
      [400, "invalid_message"],
      [400, "unsupported_parameter"],
    ]);
    expect(responseOf(events)).toMatchObject({ status: "completed" });
  });

  it("refuses a handshake without the key, at another path, or for another protocol", async () => {
    const server = await serving({ apiKey: "k" });
    const handshake = (path: string, headers: Record<string, string>): Promise<number> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${server.url}${path}`.replace("http", "ws"), { headers });
        socket.on("error", () => {});
        socket.on("open", () => resolve(101));
        socket.on("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
      });
    const right = { authorization: "Bearer k" };
    expect(await handshake("/responses", {})).toBe(401);
    expect(await handshake("/responses", { authorization: "Bearer other" })).toBe(401);
    expect(await handshake("/responses/x", right)).toBe(404);
    expect(await handshake("/responses", right)).toBe(101);
    const without = await serving({ websocket: false });
    const socket = new WebSocket(`${without.url}/responses`.replace("http", "ws"));
    socket.on("error", () => {});
    const status = new Promise((resolve) =>
      socket.on("unexpected-response", (_, response) => resolve(response.statusCode)),
    );
    expect(await status).toBe(405);
  });
});
