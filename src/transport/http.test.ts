import { describe, expect, it } from "vitest";
import { connected, endOf, failureOf, post, send, using } from "./send.testing.ts";
import { httpServer, tcpServer } from "./server.testing.ts";

const boom = (): never => {
  throw new Error("a bug");
};

describe("an answer", () => {
  it("comes with its head, its bytes and how it ended", async () => {
    const server = await using(
      httpServer((request, response, body) => {
        response.writeHead(201, { "X-Thing": ["a", "b"], "Content-Type": "text/plain" });
        response.end(`${request.method} ${request.url} ${body}`);
      }),
    );
    const sent = await send(post(`${server.url}/v1/responses?a=1`));
    expect(sent.text).toBe('POST /v1/responses?a=1 {"input":"hi"}');
    expect(sent.outcome).toMatchObject({
      kind: "answered",
      head: { status: 201, headers: { "x-thing": "a, b", "content-type": "text/plain" } },
      end: { kind: "closed", detail: undefined },
      bytes: sent.text.length,
      aborted: false,
    });
  });

  it("is not followed when it redirects", async () => {
    const paths: (string | undefined)[] = [];
    const server = await using(
      httpServer((request, response) => {
        paths.push(request.url);
        response.writeHead(307, { location: "/elsewhere" }).end();
      }),
    );
    const { outcome } = await send(post(`${server.url}/v1/responses`));
    expect(outcome).toMatchObject({ head: { status: 307, headers: { location: "/elsewhere" } } });
    expect(paths).toEqual(["/v1/responses"]);
  });

  it("may come after interim answers", async () => {
    const server = await using(
      httpServer((_, response) => {
        response.writeEarlyHints({ link: "</a>; rel=preload" });
        response.end("ok");
      }),
    );
    const sent = await send(post(server.url));
    expect(sent.text).toBe("ok");
    expect(endOf(sent).kind).toBe("closed");
  });

  it("can be dropped at its head", async () => {
    const server = await using(
      httpServer((_, response) => {
        response.writeHead(503);
        response.write("a body that never ends");
      }),
    );
    const sent = await send(post(server.url), { onHead: () => "leave" });
    expect(sent.text).toBe("");
    expect(endOf(sent).kind).toBe("left");
  });

  it("leaves its connection open for the next request", async () => {
    const server = await using(
      httpServer((request, response) => response.end(String(request.socket.remotePort))),
    );
    const transport = await connected();
    const first = await send(post(server.url), {}, transport);
    const second = await send(post(server.url), {}, transport);
    const fresh = await send(post(server.url), { fresh: true }, transport);
    expect(second.text).toBe(first.text);
    expect(fresh.text).not.toBe(first.text);
  });

  it("passes on what a callback throws", async () => {
    const server = await using(httpServer((_, response) => response.end("x")));
    await expect(send(post(server.url), { onChunk: boom })).rejects.toThrow("a bug");
    await expect(send(post(server.url), { onHead: boom })).rejects.toThrow("a bug");
  });
});

describe("an answer that breaks off", () => {
  const cases: [string, string, RegExp][] = [
    [
      "short of its content-length",
      "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nabc",
      /content-length|before the body was complete/,
    ],
    [
      "in the middle of a chunk",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\nabc",
      /before the body was complete/,
    ],
    [
      "with a chunk size that is none",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n",
      /violates HTTP framing/,
    ],
  ];
  it.each(cases)("%s is cut", async (_, answer, detail) => {
    const server = await using(
      tcpServer((socket) => {
        socket.once("data", () => socket.end(answer));
      }),
    );
    const sent = await send(post(server.url));
    expect(sent.text).toBe("abc");
    expect(endOf(sent)).toMatchObject({
      kind: "cut",
      detail: expect.stringMatching(detail) as string,
    });
  });

  it("by a reset is cut", async () => {
    const server = await using(
      tcpServer((socket) => {
        socket.once("data", () => {
          socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
        });
      }),
    );
    const sent = await send(post(server.url), {
      onChunk: () => {
        void server.close();
        return "more";
      },
    });
    expect(sent.text).toBe("abc");
    expect(endOf(sent).kind).toBe("cut");
  });

  it("is complete when only the close ends it", async () => {
    const server = await using(
      tcpServer((socket) => {
        socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\nabc"));
      }),
    );
    const sent = await send(post(server.url));
    expect(sent.text).toBe("abc");
    expect(endOf(sent).kind).toBe("closed");
  });
});

describe("limits and interruption", () => {
  it("stop at the most bytes of a stream", async () => {
    const server = await using(
      httpServer((_, response) => {
        const pump = (): void => {
          while (response.writable && response.write("x".repeat(10_000)));
        };
        response.on("drain", pump);
        pump();
      }),
    );
    const sent = await send(post(server.url), { limits: { eventBytes: 1, streamBytes: 50_000 } });
    expect(endOf(sent).kind).toBe("limit");
  });

  it("end a request in the middle of its body", async () => {
    const server = await using(httpServer((_, response) => void response.write("abc")));
    const stop = new AbortController();
    const sent = await send(post(server.url), {
      signal: stop.signal,
      onChunk: () => {
        stop.abort();
        return "more";
      },
    });
    expect(sent.outcome).toMatchObject({ kind: "answered", aborted: true, end: { kind: "left" } });
  });

  it("end a request before its answer, and one that was not sent yet", async () => {
    const stop = new AbortController();
    const server = await using(httpServer(() => stop.abort()));
    expect(failureOf(await send(post(server.url), { signal: stop.signal })).reason).toBe("aborted");
    expect(failureOf(await send(post(server.url), { signal: stop.signal })).reason).toBe("aborted");
  });
});
