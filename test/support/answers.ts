import fc from "fast-check";
import type { JsonObject } from "../../src/json/json.ts";

/** A content part of a generated message. */
export interface PartPlan {
  kind: "output_text" | "refusal";
  deltas: string[];
  /** How many annotations it gets (texts only). */
  annotations: number;
  logprobs: boolean;
}

/** A generated output item. Lists of strings are deltas; `weave`: its parts are open at once and take turns. */
export type ItemPlan =
  | { kind: "message"; parts: PartPlan[]; weave: boolean }
  | { kind: "function"; name: string; args: JsonObject; cuts: number[] }
  | { kind: "custom"; name: string; deltas: string[] }
  | {
      kind: "reasoning";
      summaries: string[][];
      raw: string[][];
      encrypted: boolean;
      weave: boolean;
    }
  | { kind: "vendor"; events: number }
  | { kind: "mcp"; args: JsonObject; cuts: number[] }
  | { kind: "code"; deltas: string[] }
  | { kind: "search" };

/** A whole generated answer, before it is told in a dialect. */
export interface AnswerPlan {
  items: ItemPlan[];
  /** The token limit cut it short; `cutItem`: in the middle of its last item. */
  incomplete: boolean;
  cutItem: boolean;
  opening: "in_progress" | "queued" | "created-queued";
  /** Which item tells its next event, at each turn. Empty: one item after the other. */
  turns: number[];
  usage: { input: number; cached: number; output: number; reasoning: number };
  /** Vendor events and, in `openai`, keepalives, by the place they stand at. */
  extras: number[];
  obfuscate: boolean;
  done: boolean;
}

/** Text of any characters, halves of surrogate pairs never apart. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.constantFrom("", " ", "a", "aa", "\n\n", "data: [DONE]\n\n", "\u2028", "😀", "e\u0301", '"\\'),
);
const deltas = fc.array(text, { maxLength: 5 });

const part: fc.Arbitrary<PartPlan> = fc.record({
  kind: fc.constantFrom("output_text" as const, "output_text" as const, "refusal" as const),
  deltas,
  annotations: fc.constantFrom(0, 0, 0, 1, 3),
  logprobs: fc.boolean(),
});

/** Arguments that fit the parameters of the generated tools. */
const args: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.string({ maxLength: 4 }).filter((key) => key !== "__proto__"),
  fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 2 })),
  { maxKeys: 3, noNullPrototype: true },
);
const cuts = fc.array(fc.nat(60), { maxLength: 6 });
const name = fc.constantFrom("look", "get_weather", "run-it");

const shared: fc.Arbitrary<ItemPlan>[] = [
  fc.record({
    kind: fc.constant("message" as const),
    parts: fc.array(part, { maxLength: 3 }),
    weave: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("function" as const), name, args, cuts }),
  fc.record({
    kind: fc.constant("reasoning" as const),
    summaries: fc.array(deltas, { maxLength: 3 }),
    raw: fc.array(deltas, { maxLength: 2 }),
    encrypted: fc.boolean(),
    weave: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("vendor" as const), events: fc.nat(2) }),
];
const openaiOnly: fc.Arbitrary<ItemPlan>[] = [
  fc.record({ kind: fc.constant("custom" as const), name: fc.constant("write"), deltas }),
  fc.record({ kind: fc.constant("mcp" as const), args, cuts }),
  fc.record({ kind: fc.constant("code" as const), deltas }),
  fc.record({ kind: fc.constant("search" as const) }),
];

/** Any conforming answer of a dialect. */
export function answers(dialect: "openresponses" | "openai"): fc.Arbitrary<AnswerPlan> {
  const item = fc.oneof(...shared, ...(dialect === "openai" ? openaiOnly : []));
  return fc.record({
    items: fc.array(item, { maxLength: 4 }),
    incomplete: fc.boolean(),
    cutItem: fc.boolean(),
    opening: fc.constantFrom(
      "in_progress" as const,
      "in_progress" as const,
      "queued" as const,
      "created-queued" as const,
    ),
    turns: fc.oneof(
      fc.constant<number[]>([]),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }),
    ),
    usage: fc
      .record({ a: fc.nat(900), b: fc.nat(900), c: fc.nat(900), d: fc.nat(900) })
      .map(({ a, b, c, d }) => ({
        input: 1 + Math.max(a, b),
        cached: Math.min(a, b),
        output: 1 + Math.max(c, d),
        reasoning: 1 + Math.min(c, d),
      })),
    extras: fc.array(fc.nat(30), { maxLength: 3 }),
    obfuscate: fc.boolean(),
    done: dialect === "openai" ? fc.boolean() : fc.constant(true),
  });
}
