import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { isObject, parseJson, type JsonObject } from "../json/json.ts";
import { closing, responseObject } from "./run.testing.ts";

/** Answers a turn by hand. @param body of its message, without its type */
export type AnswerTurn = (socket: WebSocket, body: JsonObject) => void;

/** Sends events over a WebSocket, one a message, numbered from 0. */
export const sendEvents = (socket: WebSocket, ...events: JsonObject[]): void => {
  for (const [index, event] of events.entries())
    socket.send(JSON.stringify({ sequence_number: index, ...event }));
};

/** The events of a short answer. */
export function wholeTurn(): JsonObject[] {
  const response = responseObject();
  return [
    {
      type: "response.created",
      response: { ...response, status: "in_progress", output: [], usage: null },
    },
    { type: "response.completed", response },
  ];
}

/** An endpoint that answers each POST with a short response, and turns over WebSocket by hand. It is closed after the present test. */
export async function servingSockets(answer: AnswerTurn): Promise<{ baseUrl: string }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(responseObject()));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    socket.on("error", () => undefined);
    socket.on("message", (data: Buffer) => {
      const read = parseJson(data.toString("utf8"));
      answer(socket, "value" in read && isObject(read.value) ? read.value : {});
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  closing(async () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}
