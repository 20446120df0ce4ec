import { createServer as createTlsServer } from "node:tls";
import { describe, expect, it } from "vitest";
import { closing, connected, failureOf, post, send, using } from "./send.testing.ts";
import { closedPort, httpServer, tcpServer } from "./server.testing.ts";

describe("no answer", () => {
  it("from a closed port", async () => {
    const failure = failureOf(await send(post(`http://127.0.0.1:${await closedPort()}/v1`)));
    expect(failure.reason).toBe("refused");
    expect(failure.message).toMatch(
      /127\.0\.0\.1:\d+ refused the connection, because nothing listens on that port/,
    );
  });

  it("from a name that does not exist", async () => {
    const failure = failureOf(await send(post("http://no-such-host.invalid/v1")));
    expect(failure).toMatchObject({
      reason: "dns",
      message: expect.stringContaining("no-such-host.invalid cannot be resolved") as string,
    });
  });

  it.each([
    ["something that is not HTTP", "SSH-2.0-OpenSSH_9\r\n", "not-http", /not with HTTP/],
    ["a TLS server", "\u0015\u0003\u0001\u0000\u0002\u0002\u0046", "not-http", /Try https:/],
    [
      "headers without end",
      `HTTP/1.1 200 OK\r\nx: ${"y".repeat(80_000)}\r\n\r\n`,
      "headers-too-large",
      /64 KiB/,
    ],
    ["half a head", "HTTP/1.1 200 OK\r\nx: y", "closed", /closed the connection without an answer/],
    ["nothing", "", "closed", /closed the connection without an answer/],
  ])("but %s", async (_, answer, reason, message) => {
    const server = await using(
      tcpServer((socket) => {
        socket.once("data", () => socket.end(Buffer.from(answer, "latin1")));
      }),
    );
    const failure = failureOf(await send(post(server.url)));
    expect(failure).toMatchObject({
      reason,
      message: expect.stringMatching(message) as string,
      reused: false,
    });
  });

  it("over TLS from a server without it", async () => {
    const server = await using(httpServer((_, response) => response.end("x")));
    const failure = failureOf(await send(post(server.url.replace("http:", "https:"))));
    expect(failure).toMatchObject({
      reason: "tls",
      message: expect.stringContaining("http://") as string,
    });
  });

  it("when TLS cannot be agreed on", async () => {
    const tls = createTlsServer({}, (socket) => socket.end());
    tls.on("tlsClientError", () => undefined);
    await new Promise<void>((resolve) => {
      tls.listen(0, "127.0.0.1", resolve);
    });
    closing(() => new Promise((resolve) => tls.close(() => resolve())));
    const { port } = tls.address() as { port: number };
    expect(failureOf(await send(post(`https://127.0.0.1:${port}`))).reason).toBe("tls");
  });

  it("for headers that cannot be sent, without quoting them", async () => {
    const server = await using(httpServer((_, response) => response.end("x")));
    const failure = failureOf(
      await send(post(server.url, { authorization: "Bearer secret\nline" })),
    );
    expect(failure.reason).toBe("bad-request");
    expect(failure.message).not.toContain("secret");
  });

  it("on a kept-alive connection that was closed meanwhile is told from one on a new connection", async () => {
    const server = await using(
      tcpServer((socket) => {
        socket.once("data", () => {
          socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
          socket.once("data", () => socket.destroy());
        });
      }),
    );
    const transport = await connected();
    expect((await send(post(server.url), {}, transport)).text).toBe("ok");
    expect(failureOf(await send(post(server.url), {}, transport))).toMatchObject({
      reason: "closed",
      reused: true,
    });
    expect((await send(post(server.url), { fresh: true }, transport)).text).toBe("ok");
  });
});
