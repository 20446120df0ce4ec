import type { Rule } from "../../engine/rule.ts";
import contiguous from "./contiguous.ts";
import increasing from "./increasing.ts";
import startsAtZero from "./starts-at-zero.ts";
import present from "./present.ts";

/** The numbers by which a client sees that it missed nothing. */
export const sequenceRules: readonly Rule[] = [present, increasing, contiguous, startsAtZero];
