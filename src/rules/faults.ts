import type { RuleFault } from "../engine/fault.ts";
import * as background from "./background/faults.ts";
import * as call from "./call/faults.ts";
import * as echo from "./echo/faults.ts";
import * as http from "./http/faults.ts";
import * as item from "./item/faults.ts";
import * as lifecycle from "./lifecycle/faults.ts";
import * as parity from "./parity/faults.ts";
import * as part from "./part/faults.ts";
import * as reasoning from "./reasoning/faults.ts";
import * as schema from "./schema/faults.ts";
import * as sequence from "./sequence/faults.ts";
import * as sse from "./sse/faults.ts";
import * as state from "./state/faults.ts";
import * as structured from "./structured/faults.ts";
import * as text from "./text/faults.ts";
import * as truncation from "./truncation/faults.ts";
import * as usage from "./usage/faults.ts";
import * as websocket from "./websocket/faults.ts";

const families = [
  http,
  sse,
  sequence,
  lifecycle,
  item,
  part,
  text,
  call,
  usage,
  reasoning,
  schema,
  echo,
  structured,
  truncation,
  state,
  background,
  parity,
  websocket,
];
const byRule = new Map(
  families.flatMap((family) =>
    Object.values(family).map(({ rule, faults }) => [rule.id, faults] as const),
  ),
);

/** The faults that prove a rule. Tests and the guide ask for them; the program never does. */
export const faultsOfRule = (id: string): readonly RuleFault[] => byRule.get(id) ?? [];
