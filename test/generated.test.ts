import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createChecker, type JudgingDialect } from "../src/checker/checker.ts";
import type { BaseDialect } from "../src/dialect/dialect.ts";
import type { ExchangeInfo } from "../src/engine/exchange.ts";
import type { JsonObject } from "../src/json/json.ts";
import { answers, type AnswerPlan } from "./support/answers.ts";
import { isHarmless } from "./support/harmless.ts";
import { judging } from "./support/judge.ts";
import { kinds, mutate } from "./support/mutate.ts";
import { broken, tell, toolsOf, type Payload } from "./support/tell.ts";
import { plainBytes, writings, writtenBytes } from "./support/wire.ts";

const dialects: BaseDialect[] = ["openresponses", "openai"];
const judges = new Map<BaseDialect, JudgingDialect>();
/** How often a test tries; a night's work is set from outside. */
const numRuns = Number(process.env["GENERATED_RUNS"] ?? 150);

beforeAll(async () => {
  for (const name of dialects) judges.set(name, await judging(name));
});

/** What is known of the exchange: nothing, or the request that a generated answer could be for. */
const recorded: ExchangeInfo = {
  source: "capture",
  framed: true,
  request: undefined,
  step: undefined,
};
const asked = (name: BaseDialect, stream: boolean, framed = stream): ExchangeInfo => ({
  source: "http",
  framed,
  request: {
    method: "POST",
    path: "/responses",
    query: {},
    headers: { "content-type": "application/json" },
    body: { model: "m", input: "Go.", stream, tools: toolsOf(name), store: true },
  },
  step: undefined,
});

interface Given {
  form?: "sse" | "jsonl" | "json";
  exchange?: ExchangeInfo;
  cuts?: readonly number[];
}

/** What speaks against an answer: findings that are more than a remark. */
function against(bytes: Uint8Array, name: BaseDialect, given: Given = {}): string[] {
  const { form = "sse", exchange = recorded, cuts = [] } = given;
  const checker = createChecker({
    dialects: [judges.get(name) as JudgingDialect],
    exchange,
    form,
  });
  if (exchange.request) {
    const type = form === "json" ? "application/json" : "text/event-stream";
    checker.open({ status: 200, headers: { "content-type": type } });
  }
  let from = 0;
  for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    checker.bytes(bytes.slice(from, to));
    from = Math.max(from, to);
  }
  return checker
    .end()
    .flatMap(({ findings }) => findings.filter(({ level }) => level !== "may"))
    .map((found) =>
      [found.level, found.rule, found.messageId, found.eventType, found.pointer].join(" "),
    );
}

/** Any answer, with its events. */
const told = (name: BaseDialect): fc.Arbitrary<[AnswerPlan, Payload[]]> =>
  answers(name).map((plan) => [plan, tell(plan, name)]);
const bytesOf = (text: string): Buffer => Buffer.from(text);

/** A small answer, for what generated ones once brought to light. */
const small: AnswerPlan = {
  items: [{ kind: "function", name: "look", args: {}, cuts: [] }],
  incomplete: false,
  cutItem: false,
  opening: "in_progress",
  turns: [],
  usage: { input: 2, cached: 0, output: 2, reasoning: 1 },
  extras: [],
  obfuscate: false,
  done: true,
};

describe.each(dialects)("generated answers in %s", (name) => {
  it("are judged in silence when the recording holds no more than the end", () => {
    const events = tell(small, name).slice(-1);
    expect(events.map(({ type }) => type)).toEqual(["response.completed"]);
    expect(against(plainBytes(events), name)).toEqual([]);
  });

  it("are judged in silence", () => {
    fc.assert(
      fc.property(told(name), fc.boolean(), ([plan, events], known) => {
        const exchange = known ? asked(name, true) : recorded;
        expect(against(plainBytes(events, plan.done), name, { exchange })).toEqual([]);
      }),
      { numRuns },
    );
  });

  it("are judged in silence however they are written and cut", () => {
    fc.assert(
      fc.property(told(name), writings, ([plan, events], writing) => {
        const bytes = writtenBytes(events, writing, plan.done);
        expect(against(bytes, name, { cuts: writing.cuts })).toEqual([]);
      }),
      { numRuns },
    );
  });

  it("are judged in silence as JSON lines, and as a JSON body", () => {
    fc.assert(
      fc.property(told(name), fc.boolean(), ([, events], known) => {
        const lines = bytesOf(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
        const exchange = { ...recorded, framed: false };
        expect(against(lines, name, { form: "jsonl", exchange })).toEqual([]);
        const body = bytesOf(JSON.stringify(events.at(-1)?.["response"] as JsonObject));
        const plain = known ? asked(name, false) : exchange;
        expect(against(body, name, { form: "json", exchange: plain })).toEqual([]);
      }),
      { numRuns },
    );
  });

  it("are judged in silence from any event on, when the recording goes on from another", () => {
    fc.assert(
      fc.property(told(name), fc.nat(), ([plan, events], at) => {
        const rest = events.slice(1 + (at % (events.length - 1)));
        expect(against(plainBytes(rest, plan.done), name)).toEqual([]);
      }),
      { numRuns },
    );
  });

  it("are judged in silence when the model fails half way", () => {
    fc.assert(
      fc.property(told(name), fc.nat(30), fc.boolean(), ([plan, events], at, announced) => {
        const failing = broken(events, at, announced);
        // A failure before anything was said SHOULD be an HTTP error.
        fc.pre(failing.some(({ type }) => type === "response.output_item.added"));
        expect(against(plainBytes(failing, plan.done), name)).toEqual([]);
      }),
      { numRuns },
    );
  });

  it.each(kinds)("are reported when something that matters is changed: %s", (kind) => {
    let judged = 0;
    fc.assert(
      fc.property(told(name), fc.infiniteStream(fc.nat()), ([plan, events], numbers) => {
        const pick = (below: number): number => Number(numbers.next().value) % Math.max(1, below);
        const mutation = mutate(events, kind, pick);
        fc.pre(mutation !== undefined && !isHarmless(mutation, name));
        judged += 1;
        const found = against(plainBytes(mutation.mutated, plan.done), name);
        expect(found, `${mutation.event.type} ${mutation.pointer}`).not.toEqual([]);
      }),
      { numRuns },
    );
    expect(judged).toBeGreaterThanOrEqual(numRuns);
  });
});
