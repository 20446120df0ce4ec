import type { Rule } from "../../engine/rule.ts";
import { contiguous, increasing, startsAtZero } from "./order.ts";
import present from "./present.ts";

/** The numbers by which a client sees that it missed nothing. */
export const sequenceRules: readonly Rule[] = [present, increasing, contiguous, startsAtZero];
