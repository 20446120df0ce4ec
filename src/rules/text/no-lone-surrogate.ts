import { stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { families } from "../../stream/families.ts";
import { forEach } from "../part/part-event.ts";
import { onEvents } from "../../tape/edits.ts";

/** Half of a character that has lost its other half: two that belong together are read as one. */
const loneSurrogate = /\p{Surrogate}/u;

const deltaEvents = families.map(({ delta }) => delta);

export const textNoLoneSurrogate = defineRule<"split">({
  id: "text/no-lone-surrogate",
  title: "no delta splits a character into halves that cannot be encoded",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: { split: "{{type}} holds half of a character (a lone surrogate)" },
  observe({ report, exercised }) {
    return forEach(deltaEvents, (event) => {
      const delta = stringAt(event.payload, "delta");
      if (delta === undefined) return;
      exercised();
      if (!loneSurrogate.test(delta)) return;
      report("split", {
        at: event,
        pointer: "/delta",
        expected: "whole characters",
        actual: show(delta),
        args: { type: event.type },
      });
    });
  },
  faults: [
    {
      name: "an emoji is cut in two",
      tape: "unicode",
      edit: onEvents((events) => {
        const deltas = events.flatMap(({ payload }) =>
          payload !== "[DONE]" && typeof payload["delta"] === "string" ? [payload] : [],
        );
        const [first, second] = deltas.slice(0, 2);
        if (!first || !second) throw new Error("the tape has no two deltas");
        const whole = `${String(first["delta"])}${String(second["delta"])}`;
        const cut = whole.indexOf("😀") + 1;
        first["delta"] = whole.slice(0, cut);
        second["delta"] = whole.slice(cut);
        return events;
      }),
      finds: ["split"],
    },
  ],
});
