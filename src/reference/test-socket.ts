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
}

/** What is said after the last turn still belongs to the reply, if it comes within this time. In milliseconds. */
const afterwards = 20;
const patience = 400;

const endsTurn = (text: string): boolean =>
  /"type":"(response\.(completed|incomplete|failed)|error".*"status")/.test(text);

/** Opens a WebSocket, and closes it when the work is done. */
export async function overSocket<T>(
  { url }: Client,
  work: (socket: TestSocket) => Promise<T>,
): Promise<T> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/responses`);
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  try {
    return await work({ turns: (...bodies) => answered(socket, bodies) });
  } finally {
    socket.terminate();
  }
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
    for (const body of bodies)
      socket.send(JSON.stringify({ type: "response.create", model: "test-model", ...body }));
  });
  socket.removeAllListeners();
  const text = frames.join("");
  const headers = new Headers({ "content-type": "websocket" });
  return { status: 101, headers, text, json: {}, events: eventsOf(text), done: false };
}
