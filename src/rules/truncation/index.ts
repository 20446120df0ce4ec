import type { Rule } from "../../engine/rule.ts";
import incomplete from "./incomplete.ts";

/** Is what was cut short told as such? */
export const truncationRules: readonly Rule[] = [incomplete];
