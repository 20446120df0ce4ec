import type { Rule } from "../../engine/rule.ts";
import echoRequest from "./request.ts";

/** Does the response say what it was asked for? */
export const echoRules: readonly Rule[] = [echoRequest];
