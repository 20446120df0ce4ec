import { describe, expect, it } from "vitest";
import { connected, endOf, failureOf, post, send, timeouts, using } from "./send.testing.ts";
import { httpServer, tcpServer } from "./server.testing.ts";

describe("waiting", () => {
  it("for the head has a limit", async () => {
    const server = await using(httpServer(() => undefined));
    const failure = failureOf(
      await send(post(server.url), { timeouts: { ...timeouts, headers: 30 } }),
    );
    expect(failure).toMatchObject({
      reason: "headers-timeout",
      message: expect.stringMatching(
        /sent no response headers within 30 ms.*--timeout-headers/,
      ) as string,
    });
  });

  it("for the head has a limit when it comes drop by drop", async () => {
    const server = await using(
      tcpServer((socket) => {
        socket.once("data", () => {
          socket.write("HTTP/1.1 200 OK\r\n");
          const drip = setInterval(() => socket.write("x: y\r\n"), 5);
          socket.once("close", () => clearInterval(drip));
        });
      }),
    );
    const sent = await send(post(server.url), { timeouts: { ...timeouts, headers: 60 } });
    expect(failureOf(sent).reason).toBe("headers-timeout");
  });

  it("for the connection has a limit", async () => {
    // 192.0.2.0/24 is kept for documentation: packets to it get lost, or the network says at once that it has no way there.
    const sent = await send(post("http://192.0.2.1/v1"), {}, await connected(50));
    expect(["connect-timeout", "network", "refused"]).toContain(failureOf(sent).reason);
  });

  it("for anything at all has a limit", async () => {
    const server = await using(httpServer(() => undefined));
    const sent = await send(post(server.url), { timeouts: { ...timeouts, total: 30 } });
    expect(failureOf(sent).reason).toBe("total-timeout");
  });

  it("for the next bytes has a limit", async () => {
    const server = await using(
      httpServer((_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("data: {}\n\n");
      }),
    );
    const sent = await send(post(server.url), { timeouts: { ...timeouts, idle: 30 } });
    expect(sent.text).toBe("data: {}\n\n");
    expect(endOf(sent)).toMatchObject({
      kind: "idle",
      detail: "no byte arrived for 30 ms (limit: --timeout-idle)",
    });
  });

  it("for the first bytes of the body has a limit", async () => {
    const server = await using(
      httpServer((_, response) => {
        response.writeHead(200).flushHeaders();
      }),
    );
    const sent = await send(post(server.url), { timeouts: { ...timeouts, idle: 30 } });
    expect(endOf(sent).kind).toBe("idle");
  });

  it("goes on while comments come, up to the limit of the whole", async () => {
    const server = await using(
      httpServer((_, response) => {
        response.writeHead(200);
        const beat = setInterval(() => response.write(": alive\n\n"), 10);
        response.on("close", () => clearInterval(beat));
      }),
    );
    const sent = await send(post(server.url), { timeouts: { ...timeouts, idle: 250, total: 600 } });
    expect(endOf(sent)).toMatchObject({
      kind: "total",
      detail: "the answer was not complete after 600 ms (limit: --timeout-total)",
    });
    expect(sent.chunks).toBeGreaterThan(3);
  });

  it("for the close after the end is short", async () => {
    const server = await using(
      httpServer((_, response) => {
        response.write("data: [DONE]\n\n");
        const beat = setInterval(() => response.write(": alive\n\n"), 5);
        response.on("close", () => clearInterval(beat));
      }),
    );
    const sent = await send(post(server.url), { grace: 40, onChunk: () => "ended" });
    expect(endOf(sent)).toMatchObject({
      kind: "left",
      detail: expect.stringMatching(/still open \d+ ms after the end/) as string,
    });
  });

  it("for the close runs from the last byte", async () => {
    const server = await using(
      httpServer((_, response) => {
        response.write("first");
        let beats = 0;
        const beat = setInterval(() => {
          response.write("more");
          if (++beats < 4) return;
          clearInterval(beat);
          response.end();
        }, 60);
      }),
    );
    // Four pauses of 60 ms are longer than the time for the close, each of them is shorter.
    const sent = await send(post(server.url), { grace: 150, onChunk: () => "ending" });
    expect(endOf(sent).kind).toBe("closed");
    expect(sent.text).toBe("firstmoremoremoremore");
  });

  it("for the close does not begin before the end", async () => {
    const server = await using(
      httpServer((_, response) => {
        response.write("terminal");
        setTimeout(() => response.end("done"), 30);
      }),
    );
    const sent = await send(post(server.url), {
      grace: 5000,
      timeouts: { ...timeouts, idle: 10 },
      onChunk: () => "ending",
    });
    expect(endOf(sent).kind).toBe("closed");
    expect(sent.text).toBe("terminaldone");
  });
});
