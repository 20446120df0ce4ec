import type { Rule } from "../../engine/rule.ts";
import valid from "./valid.ts";

/** Is a structured answer what its format says? */
export const structuredRules: readonly Rule[] = [valid];
