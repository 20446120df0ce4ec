import { defineRule, type Observer, type Rule } from "./rule.ts";

/** A rule with a bug: what it does with an exchange, and nothing else to it. */
export const failingRule = (observer: Observer): Rule =>
  defineRule({
    id: "test/crash",
    title: "Crashes",
    requirement: { openresponses: "must", openai: "must" },
    spec: [],
    messages: {},
    observe: () => observer,
  });
