import type { RuleFault } from "../engine/fault.ts";
import * as all from "./all-faults.ts";

const byRule = new Map(Object.values(all).map(({ rule, faults }) => [rule.id, faults]));

/** The faults that prove a rule. Tests and the guide ask for them; the program never does. */
export const faultsOfRule = (id: string): readonly RuleFault[] => byRule.get(id) ?? [];
