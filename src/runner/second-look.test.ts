import { describe, expect, it } from "vitest";
import { loadKit } from "../commands/selftest/jobs.ts";
import { referenceModel } from "../reference/index.ts";
import { exitCodeOf, type RunResult } from "../result/run.ts";
import { rules } from "../rules/index.ts";
import type { Scenario } from "../scenario/types.ts";
import { after, oneSlot, relayed, type Relayed } from "./relay.testing.ts";
import {
  dialect,
  refusal,
  resultOf,
  responseObject,
  run,
  scenario,
  serving,
  stream,
  to,
  turn,
  verdicts,
} from "./run.testing.ts";

const ids = ["a/1", "a/2", "a/3", "a/4"];
const many = (of: (id: string) => Scenario): Scenario[] => ids.map(of);
const streamed = (id: string): Scenario =>
  scenario(
    id,
    `needs: [stream]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: "Say ${id}.", stream: true }\n    expect: { status: 200, events: { contains: [response.completed] } }\n`,
  );
const plain = (id: string): Scenario =>
  scenario(
    id,
    `steps:\n  - id: ask\n    post: /responses\n    body: { input: "Say ${id}." }\n    expect: { status: 200 }\n`,
  );
const short = { connect: 5000, headers: 5000, idle: 1000, total: 20_000 };
const asks = ({ asked }: Relayed): boolean => /Say a\//.test(String(asked["input"]));

/** Runs against the reference server behind a relay, in both dialects. */
const judge = async (
  server: { baseUrl: string },
  scenarios: Scenario[],
  rest: Parameters<typeof run>[2] = {},
): Promise<RunResult> =>
  run(server, scenarios, {
    rules: [...rules],
    dialects: [await dialect("openresponses"), await dialect("openai")],
    endpoint: { model: referenceModel },
    retries: 0,
    ...rest,
  });
const reasons = (result: RunResult): (string | undefined)[] =>
  result.scenarios.flatMap(({ results }) => results.map(({ reason }) => reason));
const findings = (result: RunResult, id: string): string[] =>
  resultOf(result, id).findings.map(({ rule }) => rule);

/** One turn at a time: the others get their first two events at once, and then wait. */
const singleSlot = (workMs: number) => {
  const slot = oneSlot();
  return relayed((answer, response) => {
    const { frames, text } = answer;
    response.writeHead(answer.status, answer.headers);
    response.write(frames.slice(0, 2).join(""));
    return slot(async () => {
      await after(response.destroyed ? 0 : workMs);
      response.end(frames.length > 0 ? frames.slice(2).join("") : text);
    });
  });
};

describe("a server that our requests keep waiting", () => {
  it("because it has a single slot conforms, and what it did is told", async () => {
    const server = await singleSlot(400);
    const result = await judge(server, many(streamed), { timeouts: short });
    expect(exitCodeOf(result)).toBe(0);
    const found = new Set(result.scenarios.flatMap(({ results }) => results.map((r) => r.verdict)));
    expect(found.has("inconclusive")).toBe(true);
    expect([...found].every((verdict) => ["pass", "inconclusive"].includes(verdict))).toBe(true);
    expect(reasons(result).find((reason) => reason !== undefined)).toMatch(
      /^step ask: no byte arrived for 1 s \(limit: --timeout-idle\)\. This did not happen .* once more, with nothing else under way\. .*--concurrency/,
    );
    const steps = result.scenarios.flatMap((one) => one.steps).filter(({ sent }) => sent > 1);
    expect(steps.length).toBeGreaterThan(0);
    for (const { sent, retries } of steps) {
      expect(sent).toBe(2);
      expect(retries).toEqual([expect.stringMatching(/--timeout-idle.*run once more/)]);
    }
    expect(result.requests).toBe(server.busy.total);
  });

  it("before it answers at all conforms", async () => {
    const slot = oneSlot();
    const server = await relayed((answer, response) =>
      slot(async () => {
        await after(response.destroyed ? 0 : 400);
        response.writeHead(answer.status, answer.headers).end(answer.text);
      }),
    );
    const timeouts = { ...short, headers: 1000 };
    const result = await judge(server, many(plain), { timeouts });
    expect(exitCodeOf(result)).toBe(0);
    expect(reasons(result).join("\n")).toMatch(/--timeout-headers.*--concurrency/);
  });

  it.each([
    [429, "rate_limit_exceeded"],
    [500, "server_error"],
    [503, "server_error"],
  ])("and then answers %i conforms, also where the refusal has no proper body", async (status) => {
    const server = await relayed((answer, response, busy) => {
      if (!asks(answer)) return undefined;
      return (async () => {
        // So that they overlap, however fast each of them is.
        await after(100);
        if (busy.most > 1 && busy.now > 1) response.writeHead(status).end("database is locked");
        else response.writeHead(answer.status, answer.headers).end(answer.text);
      })();
    });
    const result = await judge(server, many(plain));
    expect(exitCodeOf(result)).toBe(0);
    expect(reasons(result).join("\n")).toMatch(
      new RegExp(`step ask: the answer was ${status}.*--concurrency`),
    );
    expect(result.scenarios.flatMap(({ results }) => results.flatMap((r) => r.findings))).toEqual(
      [],
    );
  });

  it("and then refuses probes is probed again, alone", async () => {
    let refused = 0;
    const server = await relayed((answer, response, busy) =>
      (async () => {
        await after(50);
        if (busy.now === 1)
          return void response.writeHead(answer.status, answer.headers).end(answer.text);
        refused += 1;
        response.writeHead(429).end("slow down");
      })(),
    );
    const needing = ["tools", "structured", "reasoning", "json-object"].map((need) =>
      scenario(
        `a/${need}`,
        `needs: [${need}]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: Say hello. }\n    expect: { status: 200 }\n`,
      ),
    );
    const result = await judge(server, needing);
    expect(refused).toBeGreaterThan(1);
    expect(exitCodeOf(result)).toBe(0);
    expect(reasons(result).join("\n")).not.toContain("could not be probed");
  });

  it("is asked one at a time the second time", async () => {
    let alone = true;
    const seen = new Map<unknown, number>();
    const server = await relayed((answer, response, busy) => {
      if (!asks(answer)) return undefined;
      const times = (seen.get(answer.asked["input"]) ?? 0) + 1;
      seen.set(answer.asked["input"], times);
      if (times > 1) alone &&= busy.now === 1;
      return (async () => {
        await after(50);
        response.writeHead(times > 1 ? 200 : 503, answer.headers).end(answer.text);
      })();
    });
    const result = await judge(server, many(plain));
    expect(new Set(verdicts(result).map((line) => line.split(": ")[1]))).toEqual(
      new Set(["inconclusive inconclusive"]),
    );
    expect([...seen.values()]).toEqual([2, 2, 2, 2]);
    expect(alone).toBe(true);
  });
});

describe("a server at fault", () => {
  it("because it stalls by itself is found, with the evidence of the second look", async () => {
    const server = await relayed((answer, response) => {
      if (!/a\/2/.test(String(answer.asked["input"]))) return undefined;
      response.writeHead(answer.status, answer.headers);
      response.write(answer.frames.slice(0, 3).join(""));
      return Promise.resolve();
    });
    const result = await judge(server, many(streamed), { timeouts: short, traces: true });
    expect(verdicts(result)).toEqual([
      "a/1: pass pass",
      "a/2: fail fail",
      "a/3: pass pass",
      "a/4: pass pass",
    ]);
    expect(resultOf(result, "a/2").findings).toMatchObject([
      { rule: "http/no-stall", exchange: 1, count: 1 },
    ]);
    const [step] = result.scenarios[1]?.steps ?? [];
    expect(step).toMatchObject({ sent: 2 });
    expect(step?.traces?.map(({ exchange }) => exchange)).toEqual([0, 1]);
  });

  it("because it mixes up two streams under load is found each time, though not alone", async () => {
    for (let time = 0; time < 3; time++) {
      let held: { frames: string[]; send: (frames: string[]) => void } | undefined;
      const server = await relayed((answer, response) => {
        if (!asks(answer)) return undefined;
        return (async () => {
          const { frames } = answer;
          const sendAll = (all: string[]): void =>
            void response.writeHead(answer.status, answer.headers).end(all.join(""));
          if (held) {
            // The fourth event of each goes to the other one.
            const other = held;
            held = undefined;
            other.send(other.frames.with(4, frames[4] ?? ""));
            return sendAll(frames.with(4, other.frames[4] ?? ""));
          }
          held = { frames, send: sendAll };
          await after(150);
          if (held?.frames !== frames) return;
          held = undefined;
          sendAll(frames);
        })();
      });
      const result = await judge(server, many(streamed));
      expect(exitCodeOf(result)).toBe(1);
      expect(verdicts(result).some((line) => line.endsWith("fail fail"))).toBe(true);
    }
  });

  it("in the bytes stays as found, though the second look takes back a stall", async () => {
    const seen = new Set<unknown>();
    const server = await relayed((answer, response) => {
      const { input } = answer.asked;
      if (!asks(answer) || seen.has(input)) return undefined;
      seen.add(input);
      response.writeHead(answer.status, answer.headers);
      // The third event is lost, and then nothing comes any more.
      response.write([...answer.frames.slice(0, 2), ...answer.frames.slice(3, 6)].join(""));
      return Promise.resolve();
    });
    const result = await judge(server, [streamed("a/1")], { timeouts: short });
    expect(verdicts(result)).toEqual(["a/1: fail fail"]);
    expect(findings(result, "a/1")).toContain("sequence/contiguous");
    expect(findings(result, "a/1")).not.toContain("http/no-stall");
  });
});

describe("what the model chose", () => {
  const tools = "tools: [{ type: function, name: f, parameters: {} }], tool_choice: required";
  const calling = scenario(
    "a/call",
    `steps:\n  - id: ask\n    post: /responses\n    body: { input: a/call, ${tools} }\n    expect: { status: 200, calls: { minLength: 1 } }\n`,
  );
  const choice = rules.filter(({ id }) => id === "call/tool-choice");
  const called = (times: number) =>
    responseObject(
      times > 0
        ? { output: [{ type: "function_call", call_id: "c", name: "f", arguments: "{}" }] }
        : {},
    );

  it("once is asked again, and is then no violation", async () => {
    let asked = 0;
    const server = await serving(to("a/call", () => ({ json: called(asked++) })));
    const result = await run(server, [calling], { rules: choice });
    const found = resultOf(result, "a/call");
    expect(found).toMatchObject({ verdict: "inconclusive", findings: [], expectations: [] });
    expect(found.reason).toMatch(/^step ask: .*This did not happen .*--concurrency 1/);
    expect(asked).toBe(2);
  });

  it("each time is a violation", async () => {
    const server = await serving(to("a/call", () => ({ json: called(0) })));
    const result = await run(server, [calling], { rules: choice });
    expect(resultOf(result, "a/call")).toMatchObject({
      verdict: "fail",
      findings: [{ rule: "call/tool-choice", exchange: 1 }],
      expectations: [{ what: "calls" }],
    });
  });

  it("too short to show anything is inconclusive, and never a pass", async () => {
    const { scenarios } = await loadKit(process.cwd());
    const twice = scenarios.filter(({ id }) => id === "core/max-output-tokens-twice");
    const cut = rules.filter(({ id }) => id === "truncation/incomplete");
    /** A server that never says that an answer was cut. @param short the model ends before the limit */
    const verdict = async (short: boolean): Promise<string> => {
      const server = await serving(({ body }) => {
        const limit = body["max_output_tokens"];
        if (typeof limit !== "number") return undefined;
        const output_tokens = short ? 5 : limit;
        const usage = { input_tokens: 3, output_tokens, total_tokens: 3 + output_tokens };
        return { json: responseObject({ usage }) };
      });
      return resultOf(await run(server, twice, { rules: cut }), "core/max-output-tokens-twice")
        .verdict;
    };
    expect(await verdict(true)).toBe("inconclusive");
    expect(await verdict(false)).toBe("fail");
  });

  it("is not blamed on the load where there was none", async () => {
    let asked = 0;
    const server = await serving(to("a/call", () => ({ json: called(asked++) })));
    const result = await run(server, [calling], { rules: choice, concurrency: 1 });
    expect(resultOf(result, "a/call").reason).not.toContain("--concurrency");
  });
});

describe("a second look", () => {
  it("is not taken at what the bytes show", async () => {
    const server = await serving(to("a/1", () => refusal(400)));
    await run(server, [turn("a/1")]);
    expect(server.asked).toHaveLength(2);
  });

  it("is not taken at what the first request of all showed, which was alone", async () => {
    const whole = stream(responseObject());
    const server = await serving(({ body }) =>
      body["stream"] === true
        ? (response) => {
            response.writeHead(200, { "content-type": "text/event-stream" });
            response.write("text" in whole ? whole.text : "");
          }
        : undefined,
    );
    const closes = rules.filter(({ id }) => id === "http/stream-closes");
    const dialects = [await dialect("openai")];
    const result = await run(server, many(streamed), { rules: closes, dialects });
    expect(verdicts(result)).toEqual(ids.map((id) => `${id}: fail`));
    expect(result.scenarios.map(({ steps }) => steps[0]?.sent)).toEqual([1, 1, 1, 1]);
  });

  it("that ends before the step in doubt leaves it open", async () => {
    let asked = 0;
    const both = scenario(
      "a/both",
      `steps:
  - { id: one, post: /responses, body: { input: one }, expect: { status: 200 } }
  - { id: two, post: /responses, body: { input: two, previous_response_id: "{$steps.one.response#/id}" }, expect: { status: 200 } }
`,
    );
    const server = await serving(({ body }) => {
      if (body["input"] === "two") return refusal(503);
      return body["input"] === "one" && asked++ > 0 ? (response) => response.destroy() : undefined;
    });
    const found = resultOf(await run(server, [both], { retries: 0 }), "a/both");
    expect(found.verdict).toBe("inconclusive");
    expect(found.reason).toMatch(
      /^step two: the answer was 503.*\. The scenario ended before this step/,
    );
  });

  it("asks once for what several scenarios share", async () => {
    let asked = 0;
    const sharing = (id: string): Scenario =>
      scenario(
        id,
        "needs: [stream]\nsteps:\n  - { id: ask, post: /responses, shared: true, body: { input: shared, stream: true }, expect: { status: 200 } }\n",
      );
    const server = await serving(
      to("shared", () => (asked++ > 0 ? stream(responseObject()) : refusal(503))),
    );
    const result = await run(server, [sharing("a/1"), sharing("a/2")], { retries: 0 });
    expect(verdicts(result)).toEqual(["a/1: inconclusive", "a/2: inconclusive"]);
    expect(asked).toBe(2);
  });
});
