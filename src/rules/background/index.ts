import type { Rule } from "../../engine/rule.ts";
import cancel from "./cancel.ts";

/** Background responses: do they end when they are told to? */
export const backgroundRules: readonly Rule[] = [cancel];
