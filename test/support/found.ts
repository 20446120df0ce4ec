import type { BaseDialect } from "../../src/dialect/dialect.ts";
import type { TapeEdit } from "../../src/tape/edits.ts";
import { goodTape, judgeTape, judging } from "./judge.ts";

/**
 * What is found on a good tape after an edit, by all rules: a line for each finding, with its event and how often it
 * came, and after `so` what was folded under it.
 */
export async function found(base: BaseDialect, name: string, edit: TapeEdit): Promise<string[]> {
  const { findings } = judgeTape(edit(await goodTape(name)), await judging(base));
  return findings.map(({ rule, messageId, event, count, consequences }) =>
    [
      `${rule} ${messageId} ${event === undefined ? "nowhere" : `at ${event}`}`,
      ...(count === 1 ? [] : [`x${count}`]),
      ...consequences.map((one) => `so ${one.rule} ${one.messageId} x${one.count}`),
    ].join(" "),
  );
}
