import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from "node:net";

/** A server for one test. */
export interface TestServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

async function listening(
  server: Server,
  sockets: Set<Socket>,
  scheme: string,
): Promise<TestServer> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function track(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  return sockets;
}

/** An HTTP server that answers with `handle`; the request's body is read beforehand. */
export function httpServer(
  handle: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<TestServer> {
  const server = createServer((request, response) => {
    response.on("error", () => undefined);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => handle(request, response, Buffer.concat(chunks).toString("utf8")));
  });
  return listening(server, track(server), "http");
}

/** A bare TCP server: `handle` sees each connection, with its number from 0. */
export function tcpServer(
  handle: (socket: Socket, connection: number) => void,
): Promise<TestServer> {
  let connections = 0;
  const server = createTcpServer((socket) => handle(socket, connections++));
  return listening(server, track(server), "http");
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await tcpServer((socket) => socket.destroy());
  await server.close();
  return server.port;
}
