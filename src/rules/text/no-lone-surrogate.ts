import { stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { deltaEvents } from "../../protocol/families.ts";
import { defineRule } from "../../engine/rule.ts";
import { forEach } from "../part/part-event.ts";

/** Half of a character that has lost its other half: two that belong together are read as one. */
const loneSurrogate = /\p{Surrogate}/u;

export default defineRule({
  id: "text/no-lone-surrogate",
  title: "Each delta has whole characters only",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: { split: "{{type}} has half of a character (a lone surrogate)" },
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
});
