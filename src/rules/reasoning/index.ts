import type { Rule } from "../../engine/rule.ts";
import eventNames from "./event-names.ts";

/** How reasoning is streamed. */
export const reasoningRules: readonly Rule[] = [eventNames];
