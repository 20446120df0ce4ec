import { WebSocket } from "ws";
import type { JsonObject } from "../json/json.ts";
import { eventsOf, type Client, type Reply } from "./test-kit.ts";

/** A WebSocket to a server, for tests. */
export interface TestSocket {
  /**
   * Sends messages at once and reads until as many turns have ended, or nothing has come for a while. Each message that
   * comes is a frame of the reply.
   */
  turns(...bodies: JsonObject[]): Promise<Reply>;
  /**
   * Sends a message, and another one when an event of a type has come, which may name the first response. Reads until
   * both are answered. The frames are sorted by their lanes, because those may mix in any way.
   */
  during(body: JsonObject, after: string, next: (id: string) => JsonObject): Promise<Reply>;
}

/** What is said after the last turn still belongs to the reply, if it comes within this time. In milliseconds. */
const afterwards = 20;
const patience = 400;
/** Where the server takes its time between deltas, and the machine may be busy. */
const longPatience = 4000;

const endsTurn = (text: string): boolean =>
  /"type":"(response\.(completed|incomplete|failed)|error".*"status")/.test(text);

const endsOne = (text: string): boolean =>
  endsTurn(text) || /"type":"response\.steer\.(pending|failed)"/.test(text);

/** Opens a WebSocket, and closes it when the work is done. */
export async function overSocket<T>(
  { url }: Client,
  work: (socket: TestSocket) => Promise<T>,
): Promise<T> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/responses`);
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  try {
    return await work({
      turns: (...bodies) => answered(socket, bodies),
      during: (body, after, next) => interrupted(socket, body, after, next),
    });
  } finally {
    socket.terminate();
  }
}

const create = { type: "response.create", model: "test-model" };
const replyOf = (frames: readonly string[]): Reply => {
  const text = frames.join("");
  const headers = new Headers({ "content-type": "websocket" });
  return { status: 101, headers, text, json: {}, events: eventsOf(text), done: false };
};

const laneOf = (frame: string): string => /"stream_id":"(\w+)"/.exec(frame)?.[1] ?? "";

async function interrupted(
  socket: WebSocket,
  body: JsonObject,
  after: string,
  next: (id: string) => JsonObject,
): Promise<Reply> {
  const frames: string[] = [];
  let waiting = true;
  let left = 2;
  await new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, longPatience);
    socket.on("message", (data: Buffer) => {
      frames.push(`data: ${data.toString()}\n\n`);
      clearTimeout(timer);
      if (endsOne(frames.at(-1) ?? "")) left -= 1;
      timer = setTimeout(resolve, left > 0 ? longPatience : afterwards);
      if (!waiting || !frames.at(-1)?.includes(`"type":"${after}"`)) return;
      waiting = false;
      socket.send(JSON.stringify(next(/"id":"(resp_\w+)"/.exec(frames[0] ?? "")?.[1] ?? "")));
    });
    socket.send(JSON.stringify({ ...create, ...body }));
  });
  socket.removeAllListeners();
  return replyOf(frames.toSorted((a, b) => laneOf(a).localeCompare(laneOf(b))));
}

async function answered(socket: WebSocket, bodies: readonly JsonObject[]): Promise<Reply> {
  const frames: string[] = [];
  let left = bodies.length;
  await new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, patience);
    socket.on("close", () => resolve());
    socket.on("message", (data: Buffer, isBinary) => {
      const message = data.toString();
      frames.push(`${isBinary ? "binary: " : "data: "}${message}\n\n`);
      if (endsTurn(message)) left -= 1;
      clearTimeout(timer);
      timer = setTimeout(resolve, left > 0 ? patience : afterwards);
    });
    for (const body of bodies) socket.send(JSON.stringify({ ...create, ...body }));
  });
  socket.removeAllListeners();
  return replyOf(frames);
}
