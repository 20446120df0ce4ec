import { rules as allRules } from "../../src/rules/index.ts";
import type { BuiltinName } from "../../src/dialect/dialect.ts";
import type { Rule } from "../../src/engine/rule.ts";
import type { Json } from "../../src/json/json.ts";
import { renderMessage } from "../../src/result/finding.ts";
import { chain, onBody, type TapeEdit } from "../../src/tape/edits.ts";
import { goodTape, judgeTape, judging } from "./judge.ts";

/** What is judged: a good tape, what is changed of it, and by which rules. */
export interface Case {
  rules?: readonly Rule[];
  dialect?: BuiltinName;
  tape: string;
  edits: TapeEdit[];
}

/** What rules say of a changed tape: a line a finding, with where, what and why; then what follows from it. */
export async function sayings({
  rules = allRules,
  dialect = "openai",
  tape,
  edits,
}: Case): Promise<string[]> {
  const changed = chain(...edits)(await goodTape(tape));
  const { findings } = judgeTape(changed, await judging(dialect), { rules });
  return findings.map((finding) => {
    const { level, rule, messageId, args, pointer, expected, actual, consequences } = finding;
    const messages = rules.find(({ id }) => id === rule)?.messages ?? {};
    const said = renderMessage(messages[messageId] ?? "?", args);
    const rest = consequences.map((one) => ` => ${one.rule} ${one.messageId}`);
    return `${level} ${rule}: ${said} | ${pointer} | ${expected} | ${actual}${rest.join("")}`;
  });
}

/** Gives a plain answer another output. */
export const outputIs = (...output: Json[]): TapeEdit => onBody((body) => ({ ...body, output }));
