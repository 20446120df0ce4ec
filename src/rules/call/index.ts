import type { Rule } from "../../engine/rule.ts";
import argumentsBuffer from "./arguments-buffer.ts";
import argumentsJson from "./arguments-json.ts";
import customCall from "./custom.ts";
import doneEvent from "./done-event.ts";
import callIds from "./ids.ts";
import hostedOffered from "./hosted-offered.ts";
import nameKnown from "./name-known.ts";
import notLeaked from "./not-leaked.ts";
import parallelOff from "./parallel-off.ts";
import callSchema from "./schema.ts";
import toolChoice from "./tool-choice.ts";

/** Calls of functions and custom tools: their arguments, ids and names, and whether they were asked for. */
export const callRules: readonly Rule[] = [
  argumentsBuffer,
  argumentsJson,
  doneEvent,
  callIds,
  nameKnown,
  hostedOffered,
  callSchema,
  notLeaked,
  toolChoice,
  parallelOff,
  customCall,
];
