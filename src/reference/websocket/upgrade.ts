import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { errorBody, notFound, Refusal } from "../errors.ts";
import type { ServerContext } from "../server-context.ts";
import { checkKey, readSegments } from "../routes/router.ts";
import { serveConnection } from "./connection.ts";

/** Turns HTTP connections into WebSockets. */
export interface Upgrader {
  upgrade(this: void, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every connection at once. */
  close(): void;
}

/** The upgrader of one server. Its connections share the server with the HTTP routes. */
export function createUpgrader(server: ServerContext): Upgrader {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: server.maxBodyBytes,
    perMessageDeflate: server.hooks?.compress === true ? { threshold: 0 } : false,
  });
  return {
    upgrade(request, socket, head) {
      socket.on("error", () => socket.destroy());
      try {
        admit(server, request);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return refuse(request, socket, error);
      }
      sockets.handleUpgrade(request, socket, head, (connection) =>
        serveConnection(server, connection, request),
      );
    },
    close() {
      for (const connection of sockets.clients) connection.terminate();
    },
  };
}

/** @throws Refusal for a path that accepts no WebSocket, without the key, or for another protocol */
function admit(server: ServerContext, request: IncomingMessage): void {
  const { pathname } = new URL(`http://local${request.url?.startsWith("/") ? request.url : "/"}`);
  if (readSegments(pathname).join("/") !== "responses")
    throw notFound("unknown_url", `The path ${pathname.slice(0, 200)} does not accept WebSockets.`);
  checkKey({ server, request });
  if (request.headers.upgrade?.toLowerCase() !== "websocket")
    throw new Refusal(
      426,
      "invalid_request",
      "upgrade_required",
      "This path accepts only an upgrade to websocket.",
    );
}

function refuse(request: IncomingMessage, socket: Duplex, refusal: Refusal): void {
  const response = new ServerResponse(request);
  const body = JSON.stringify(errorBody(refusal));
  response.shouldKeepAlive = false;
  // What carries an upgrade is a network socket, and typed as any stream.
  response.assignSocket(socket as Parameters<ServerResponse["assignSocket"]>[0]);
  response.on("finish", () => socket.end());
  response.writeHead(refusal.status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...(refusal.status === 426 ? { upgrade: "websocket" } : {}),
  });
  response.end(body);
}
