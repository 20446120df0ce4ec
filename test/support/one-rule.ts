import type { JudgingDialect } from "../../src/checker/checker.ts";
import type { BaseDialect } from "../../src/dialect/dialect.ts";
import type { Rule } from "../../src/engine/rule.ts";
import type { JsonObject } from "../../src/json/json.ts";
import { renderMessage, type Finding } from "../../src/result/finding.ts";
import { onEvents, onExchange, setAt, type TapeEdit } from "../../src/tape/edits.ts";
import { find, renumber } from "../../src/tape/events.ts";
import { goodTape, judgeTape, judging, type Judged } from "./judge.ts";

const dialects = new Map<BaseDialect, Promise<JudgingDialect>>();

/** What one rule makes of a good tape that was changed, whatever others say of it. */
async function judged(
  rule: Rule,
  base: BaseDialect,
  name: string,
  edit: TapeEdit,
): Promise<Judged> {
  const known = dialects.get(base) ?? judging(base);
  dialects.set(base, known);
  return judgeTape(edit(await goodTape(name)), await known, { rules: [rule] });
}

const line =
  ({ messages }: Rule) =>
  ({ level, messageId, args, event, pointer, related, actual }: Finding): string =>
    [
      `${level} ${renderMessage(messages[messageId] ?? "?", args)}`,
      event === undefined ? "" : ` | event ${event}`,
      pointer === undefined ? "" : ` ${pointer}`,
      actual === undefined ? "" : `: ${actual}`,
      related.length === 0 ? "" : ` (see ${related.join(" ")})`,
    ].join("");

/** Its findings, a line each. */
export const says = async (
  rule: Rule,
  base: BaseDialect,
  name: string,
  edit: TapeEdit,
): Promise<string[]> => (await judged(rule, base, name, edit)).findings.map(line(rule));

/** How often it evaluated its subject. */
export const evaluates = async (rule: Rule, name: string, edit: TapeEdit): Promise<number> =>
  (await judged(rule, "openai", name, edit)).exercised[rule.id] ?? 0;

/** Streams one more item, at the end: as it is added, done, and in the final output. */
export const moreItem = (
  added: JsonObject | undefined,
  done: JsonObject | undefined,
  final?: JsonObject,
): TapeEdit =>
  onEvents((events) => {
    const end = find(events, "response.completed");
    const payload = events[end]?.payload as JsonObject;
    const output = (payload["response"] as JsonObject)["output"] as JsonObject[];
    const output_index = output.length;
    if (final) setAt(payload, `/response/output/${output_index}`, final);
    const said = Object.entries({ added, done }).flatMap(([when, item]) => {
      const type = `response.output_item.${when}`;
      return item ? [{ event: type, payload: { type, output_index, item } }] : [];
    });
    return renumber(events.toSpliced(end, 0, ...structuredClone(said)));
  });

/** Leaves a field out of each event, and of each item. */
export const without = (...fields: string[]): TapeEdit =>
  onEvents((events) => {
    for (const { payload } of events)
      for (const holder of payload === "[DONE]" ? [] : [payload, payload["item"] as JsonObject])
        for (const field of fields) if (holder) delete holder[field];
    return events;
  });

/** What a recording kept that began late: the events from the nth of a type on, numbered as they were. */
export const restFrom =
  (type: string, n = 0): TapeEdit =>
  (tape) =>
    onExchange((exchange) => ({ ...exchange, request: undefined }))(
      onEvents((events) => events.slice(find(events, type, n)))(tape),
    );
