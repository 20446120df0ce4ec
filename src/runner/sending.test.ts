import { describe, expect, it } from "vitest";
import { tcpServer } from "../transport/server.testing.ts";
import {
  closing,
  frames,
  refusal,
  responseObject,
  resultOf,
  run,
  scenario,
  serving,
  stream,
  to,
  turn,
  verdicts,
  type Reply,
} from "./run.testing.ts";

const patience = (status: number, after: string): Reply => ({
  status,
  json: { error: { message: "busy", type: "x", code: null, param: null } },
  headers: { "retry-after": after },
});
const started =
  (end: (response: { end: () => void; destroy: () => void }) => void): Reply =>
  (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(
      frames({ type: "response.created", response: responseObject({ status: "in_progress" }) }),
    );
    setTimeout(() => end(response), 5);
  };

describe("sending again", () => {
  it.each([429, 502, 503, 504])("happens after a %d, in the open", async (status) => {
    let refused = 0;
    const server = await serving(
      to("a/1", () => (refused++ < 2 ? patience(status, "0") : undefined)),
    );
    const result = await run(server, [turn("a/1")]);
    expect(verdicts(result)).toEqual(["a/1: pass"]);
    expect(result.scenarios[0]?.steps[0]).toMatchObject({
      status: 200,
      sent: 3,
      retries: [`status ${status}`, `status ${status}`],
    });
    expect(result.requests).toBe(4);
  });

  it.each([429, 502, 503, 504])("ends in an error where it stays at %i", async (status) => {
    const server = await serving(to("a/1", () => patience(status, "0")));
    const result = await run(server, [turn("a/1")]);
    expect(resultOf(result, "a/1")).toMatchObject({
      verdict: "error",
      reason: `step ask: the answer was still ${status}: "busy" after 3 tries`,
    });
  });

  it("does not wait for an hour", async () => {
    const server = await serving(to("a/1", () => patience(503, "3600")));
    const result = await run(server, [turn("a/1")]);
    expect(resultOf(result, "a/1").reason).toContain("after 1 try");
  });

  it("happens once after a 500: with nothing else under way", async () => {
    const server = await serving(to("a/1", () => refusal(500)));
    const result = await run(server, [turn("a/1")]);
    expect(resultOf(result, "a/1")).toMatchObject({
      verdict: "fail",
      expectations: [{ what: "status" }],
    });
    expect(result.scenarios[0]?.steps[0]).toMatchObject({
      sent: 2,
      retries: [
        'step ask: the answer was 500: "no"; the scenario was run once more, with nothing else under way',
      ],
    });
    expect(server.asked).toHaveLength(3);
  });

  it("happens once, for free, when a kept-alive connection had been closed", async () => {
    const body = JSON.stringify(responseObject());
    let requests = 0;
    const server = await tcpServer((socket) => {
      let served = 0;
      socket.on("data", () => {
        requests += 1;
        if (served++ > 0) return socket.destroy();
        return socket.write(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      });
    });
    closing(() => server.close());
    const baseUrl = `${server.url}/v1`;
    const result = await run({ baseUrl }, [turn("a/1")], { retries: 0, concurrency: 1 });
    expect(verdicts(result)).toEqual(["a/1: pass"]);
    expect(result.scenarios[0]?.steps[0]).toMatchObject({
      sent: 2,
      retries: [expect.stringContaining("the server had closed the kept-alive connection")],
    });
    expect(requests).toBe(3);
  });

  it("never happens for a new connection that is closed: that is a finding", async () => {
    const server = await serving(to("a/1", () => (response) => response.destroy()));
    const result = await run(server, [turn("a/1")], { concurrency: 1 });
    expect(resultOf(result, "a/1")).toMatchObject({
      verdict: "fail",
      expectations: [{ what: "answer", expected: "an HTTP answer" }],
    });
  });
});

describe("an answer that breaks off", () => {
  const streaming = scenario(
    "a/s",
    "needs: [stream]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: a/s, stream: true }\n    attempts: 2\n    provoke: { item: message }\n    expect: { status: 200, events: { contains: [response.completed] } }\n",
  );
  it.each([
    ["cut", started((response) => response.destroy()), /closed|reset/],
    ["silent", started(() => undefined), /no byte arrived for 60 ms/],
  ])("because it is %s fails by that alone", async (_, reply, message) => {
    const server = await serving(to("a/s", () => reply));
    const timeouts = { connect: 5000, headers: 5000, idle: 60, total: 20_000 };
    const found = resultOf(await run(server, [streaming], { timeouts }), "a/s");
    expect(found.verdict).toBe("fail");
    expect(found.expectations).toMatchObject([
      { what: "end of the answer", message: expect.stringMatching(message) as string },
    ]);
  });

  it("because it takes longer than we wait is an error", async () => {
    const server = await serving(to("a/s", () => started(() => undefined)));
    const timeouts = { connect: 5000, headers: 5000, idle: 5000, total: 150 };
    expect(resultOf(await run(server, [streaming], { timeouts }), "a/s")).toMatchObject({
      verdict: "error",
      reason: expect.stringContaining(
        "not complete after 150 ms (limit: --timeout-total)",
      ) as string,
    });
  });

  it("because an event is larger than a limit is inconclusive", async () => {
    const server = await serving(
      to("a/s", () => (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.on("drain", () => response.write("x".repeat(65_536)));
        response.write(`data: ${"x".repeat(65_536)}`);
      }),
    );
    const limits = { eventBytes: 200_000, streamBytes: 1 << 24 };
    expect(resultOf(await run(server, [streaming], { limits }), "a/s")).toMatchObject({
      verdict: "inconclusive",
      reason: expect.stringContaining("larger than limits.eventBytes (200000B)") as string,
      expectations: [],
    });
  });

  it("after its last event, because the connection stays open, is none", async () => {
    const server = await serving(
      to("a/s", () => (response) => {
        const reply = stream(responseObject());
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("text" in reply ? reply.text : "");
      }),
    );
    expect(verdicts(await run(server, [streaming]))).toEqual(["a/s: pass"]);
  });
});
