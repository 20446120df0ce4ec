import { defineRule } from "../../engine/rule.ts";
import { compareReplay, messages, startingAfter } from "./replay.ts";

export default defineRule({
  id: "state/replay-equals-original",
  title: "The replay of a stored response has the events of the original stream",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/get#stream"],
  messages,
  perDialect: true,
  observe: (context) =>
    compareReplay(context, (target, events) =>
      startingAfter(target) === undefined ? events : undefined,
    ),
});
