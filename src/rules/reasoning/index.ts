import type { Rule } from "../../engine/rule.ts";
import encryptedOpaque from "./encrypted-opaque.ts";
import eventNames from "./event-names.ts";

/** How reasoning is streamed, and what of it clients carry. */
export const reasoningRules: readonly Rule[] = [eventNames, encryptedOpaque];
