import type { Rule } from "../../engine/rule.ts";
import cancel from "./cancel.ts";
import lifecycle from "./lifecycle.ts";
import resume from "./resume.ts";

/** Background responses: do they come to an end, can they be followed, and do they stop when they are told to? */
export const backgroundRules: readonly Rule[] = [lifecycle, resume, cancel];
