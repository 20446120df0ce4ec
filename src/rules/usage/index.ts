import type { Rule } from "../../engine/rule.ts";
import arithmetic from "./arithmetic.ts";
import nullBeforeEnd from "./null-before-end.ts";
import plausible from "./plausible.ts";
import presentAtEnd from "./present-at-end.ts";

/** Token counts: when they come, and whether they can be right. */
export const usageRules: readonly Rule[] = [nullBeforeEnd, presentAtEnd, arithmetic, plausible];
