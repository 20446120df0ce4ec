import { createServer } from "node:http";
import { Readable } from "node:stream";
import { Script } from "node:vm";
import { setTimeout as wait } from "node:timers/promises";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { goodTape } from "../../test/support/judge.ts";
import { checkStream, type StreamLike } from "../index.ts";

const bytes = (await goodTape("text")).exchanges[0]?.bytes ?? new Uint8Array();
const good = Buffer.from(bytes).toString("utf8");
const half = good.slice(0, good.length / 2);
const never = (): Promise<never> => new Promise(() => undefined);

/** A stream that gives the texts, and then does as told. */
function web(texts: string[], then: (stream: ReadableStreamDefaultController) => unknown) {
  const cancelled: unknown[] = [];
  const pieces = texts.map((text) => Buffer.from(text)).values();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = pieces.next();
      if (done) await then(controller);
      else controller.enqueue(value);
    },
    cancel: (reason) => void cancelled.push(reason),
  });
  return { stream, cancelled };
}

describe("reading a source", () => {
  it("takes a broken connection for the endpoint's doing", async () => {
    const error = new TypeError("terminated", { cause: new Error("other side closed") });
    const broken = [{ rule: "lifecycle/terminal-present", messageId: "cut" }];
    const byWeb = await checkStream(web([half], (stream) => stream.error(error)).stream);
    expect(byWeb.findings).toMatchObject(broken);
    expect(byWeb.findings[0]?.actual).toBe("terminated: other side closed");
    const byNode = Readable.from(
      (async function* () {
        yield Buffer.from(half);
        throw error;
      })(),
    );
    expect((await checkStream(byNode)).findings).toMatchObject(broken);
  });

  it("hears a real server that hangs up", async () => {
    const server = createServer((_, answer) => {
      answer.writeHead(200, { "content-type": "text/event-stream" });
      answer.write(half, () => answer.destroy());
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const result = await checkStream(await fetch(`http://127.0.0.1:${port}/v1/responses`));
    server.close();
    expect(result.findings).toMatchObject([{ messageId: "cut" }]);
  });

  it("takes a Response whose body is a stream of Node", async () => {
    const body = Readable.from([Buffer.from(half)]);
    const headers = new Map([["content-type", "text/event-stream"]]);
    const response = { status: 200, headers, body, bodyUsed: false };
    const { findings } = await checkStream(response as unknown as Response);
    expect(findings).toMatchObject([{ rule: "lifecycle/terminal-present", messageId: "missing" }]);
  });

  it("is not led astray by an iterator that cannot be closed", async () => {
    const iterator = {
      next: (): IteratorResult<string> => ({ done: false, value: "x".repeat(2000) }),
      return(): never {
        throw new Error("not closed");
      },
    };
    const source = { [Symbol.iterator]: () => iterator };
    const result = await checkStream(source, { limits: { eventBytes: 1000 } });
    expect(result.verdict).toBe("inconclusive");
  });

  it("hangs up on a stream of Node that fell silent, and waits for nothing", async () => {
    const silent = new Readable({ read: () => undefined });
    silent.push(half);
    const { verdict } = await checkStream(silent, { limits: { idleMs: 50 } });
    expect(verdict).toBe("fail");
    expect(silent.destroyed).toBe(true);
  });

  it("takes promises and errors of another realm, as Jest has them", async () => {
    const foreign = new Script(`(text) => {
      let left = [text];
      const next = () => {
        const value = left.pop();
        if (value === undefined) return Promise.reject(new Error("reset", { cause: new Error("by peer") }));
        return Promise.resolve({ done: false, value });
      };
      return { getReader: () => ({ read: next, cancel: () => Promise.resolve() }) };
    }`).runInNewContext() as (text: string) => StreamLike;
    const { findings } = await checkStream(foreign(half));
    expect(findings).toMatchObject([{ messageId: "cut", actual: "reset: by peer" }]);
  });

  it("hands on what the caller's own code throws", async () => {
    const mistake = new Error("mine");
    const throwing = async function* (
      ...first: (object | string)[]
    ): AsyncGenerator<object | string> {
      yield* first;
      throw mistake;
    };
    await expect(checkStream(throwing())).rejects.toBe(mistake);
    await expect(checkStream(throwing({ type: "response.created" }))).rejects.toBe(mistake);
    // Of bytes that came so far it can be said that they broke off.
    expect((await checkStream(throwing(half))).findings).toMatchObject([{ messageId: "cut" }]);
    const abort = new DOMException("stop", "AbortError");
    await expect(checkStream(web([half], (s) => s.error(abort)).stream)).rejects.toBe(abort);
  });

  it("gives up when the caller does", async () => {
    const { stream, cancelled } = web([half], never);
    const controller = new AbortController();
    const judged = checkStream(stream, { signal: controller.signal });
    await wait(20);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(judged).rejects.toBe(reason);
    expect(cancelled).toEqual([reason]);
    await expect(checkStream(good, { signal: controller.signal })).rejects.toBe(reason);
  });

  it("waits for nothing for ever", async () => {
    const silent = web([half], never);
    const idle = await checkStream(silent.stream, { limits: { idleMs: 50 } });
    expect(idle.findings).toMatchObject([{ rule: "http/no-stall", messageId: "stalled" }]);
    expect(silent.cancelled).toHaveLength(1);
    const trickle = async function* (): AsyncGenerator<string> {
      yield good.slice(0, good.indexOf("event: response.output_text.done"));
      for (;;) {
        await wait(10);
        yield ": busy\n\n";
      }
    };
    const total = await checkStream(trickle(), { limits: { totalMs: 80 } });
    expect(total.findings).toMatchObject([{ messageId: "endless", level: "should" }]);
    expect(total).toMatchObject({
      verdict: "error",
      conformant: false,
      reason: "the answer was not complete after 80 ms",
    });
  });

  it("ends with its time, however fast the pieces come", async () => {
    const flood = async function* (): AsyncGenerator<string> {
      for (;;) yield ": busy\n\n";
    };
    const { verdict, reason } = await checkStream(flood(), { limits: { totalMs: 50 } });
    expect([verdict, reason]).toEqual(["error", "the answer was not complete after 50 ms"]);
  });

  it("leaves a connection that stays open after the end", async () => {
    const { stream, cancelled } = web([good], never);
    const result = await checkStream(stream);
    expect(result.findings).toMatchObject([
      { rule: "http/stream-closes", messageId: "stays-open", level: "should" },
    ]);
    expect(result).toMatchObject({ verdict: "warn", conformant: true });
    expect(cancelled).toHaveLength(1);
  });

  it("reads no more than the limits allow", async () => {
    let read = 0;
    const endless = async function* (): AsyncGenerator<string> {
      yield half;
      for (; ; read++) yield "x".repeat(1000);
    };
    const result = await checkStream(endless(), { limits: { eventBytes: 10_000 } });
    expect(read).toBeLessThan(20);
    const reason = expect.stringContaining(
      "is larger than limits.eventBytes (10000B), so this program stopped reading. Raise the limit in the options",
    );
    expect(result).toMatchObject({ verdict: "inconclusive", conformant: false, reason });
    expect(result.text).toMatch(
      /^NOT TESTED against .*: an event is larger than limits\.eventBytes/,
    );
    const json = await checkStream(
      (function* () {
        yield '{"object":"response","id":"';
        for (let at = 0; at < 100; at++) yield "x".repeat(1000);
      })(),
      { limits: { eventBytes: 10_000 } },
    );
    expect(json).toMatchObject({ verdict: "inconclusive", conformant: false, reason });
  });

  it("says what cannot be read", async () => {
    const used = new Response(good);
    await used.text();
    await expect(checkStream(used)).rejects.toThrow("was already read; call clone()");
    const locked = new Response(good).body;
    locked?.getReader();
    await expect(checkStream(locked as ReadableStream)).rejects.toThrow("has another reader");
    for (const [source, message] of [
      [7, "number cannot be judged"],
      [null, "null cannot be judged"],
      [{ type: "response.created" }, "this object cannot be judged"],
      [[7], "number is not a piece"],
      [[[]], "an array is not a piece"],
      [["data: x", {}], "not both"],
      [[{ a: 1n }], "cannot be written as JSON"],
    ] as const)
      await expect(checkStream(source as never)).rejects.toThrow(message);
  });
});
