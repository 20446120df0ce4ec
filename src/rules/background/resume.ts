import { stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { WireEvent } from "../../wire/types.ts";
import { textEventOf } from "../../protocol/families.ts";
import { numberOf } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { startingAfter } from "../state/replay.ts";
import { targetOf, wantsReplay } from "../state/target.ts";

/** A piece of a text, or the whole of it, and which text it is. */
interface TextPart {
  key: string;
  delta: boolean;
  value: string;
  field: string;
}

/** The text that an event carries; undefined for events that carry none. */
function textOf({ type, payload }: WireEvent): TextPart | undefined {
  const found = textEventOf(type);
  if (!found) return undefined;
  const { family, delta } = found;
  const index = family.indexField && payload[family.indexField];
  const field = delta ? "delta" : family.doneField;
  const value = stringAt(payload, field);
  if (value === undefined) return undefined;
  return { key: JSON.stringify([family.name, payload["item_id"], index]), delta, value, field };
}

export default defineRule({
  id: "background/resume",
  title: "A resumed background stream continues with the next event, without loss or repetition",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/get#starting_after"],
  yieldsTo: ["state/starting-after"],
  messages: {
    lost: "the resumed stream continues with event {{first}}; expected {{next}}",
    repeated: "the resumed stream repeats event {{first}}; expected {{next}}",
    text: "the resumed pieces of the stream do not add up to the text in {{type}}",
  },
  observe({ exchange, session, report, exercised }) {
    const target = targetOf(exchange, session);
    const known = target?.known;
    if (!known || known.deleted || known.whole || !known.events || !wantsReplay(target)) return {};
    const after = startingAfter(target);
    if (typeof after !== "number") return {};
    const texts = new Map<string, string>();
    const joinedOf = ({ key }: TextPart): string => texts.get(key) ?? "";
    /** Adds a piece to its text. Gives the text that is now whole, where it is one. */
    const add = (event: WireEvent): TextPart | undefined => {
      const text = textOf(event);
      if (!text?.delta) return text;
      texts.set(text.key, joinedOf(text) + text.value);
      return undefined;
    };
    const heard = known.events.filter((event) => (numberOf(event) ?? -1) <= after);
    // Only where nothing is missing before it can the text be put together.
    const joins = heard.length === after + 1;
    for (const event of heard) add(event);
    let begun = false;
    let wrong = false;
    const begin = (event: WireEvent): void => {
      const first = numberOf(event);
      if (first === undefined || first === after + 1) return;
      wrong = true;
      report(first > after ? "lost" : "repeated", {
        explainsRest: true,
        at: event,
        pointer: "/sequence_number",
        expected: String(after + 1),
        actual: String(first),
        args: { first, next: after + 1 },
      });
    };
    return {
      every(event) {
        if (!begun) {
          begun = true;
          exercised();
          begin(event);
        }
        if (wrong || !joins) return;
        const whole = add(event);
        const joined = whole && joinedOf(whole);
        if (!whole || joined === whole.value) return;
        wrong = true;
        report("text", {
          explainsRest: true,
          at: event,
          pointer: `/${whole.field}`,
          expected: show(joined),
          actual: show(whole.value),
          args: { type: event.type },
        });
      },
    };
  },
});
