import type { Rule } from "../../engine/rule.ts";
import item from "./item.ts";

/** Is there something to go on from after a conversation was compacted? */
export const compactRules: readonly Rule[] = [item];
