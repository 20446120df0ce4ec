import type { Rule } from "../../engine/rule.ts";
import streamVsJson from "./stream-vs-json.ts";

/** Two ways to ask for the same: do their answers look alike? */
export const parityRules: readonly Rule[] = [streamVsJson];
