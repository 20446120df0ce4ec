import { integerAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { compareReplay, messages, startingAfter } from "./replay.ts";

export default defineRule({
  id: "state/starting-after",
  title: "starting_after=N returns exactly the events after number N",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/get#starting_after"],
  messages,
  perDialect: true,
  observe: (context) =>
    compareReplay(context, (target, events) => {
      const after = startingAfter(target);
      if (typeof after !== "number") return undefined;
      return events.filter((event) => (integerAt(event.payload, "sequence_number") ?? -1) > after);
    }),
});
