import type { Rule } from "../../engine/rule.ts";
import { chain, chainUnknown } from "./chain.ts";
import inputItems from "./input-items.ts";
import { replayEqualsOriginal, startingAfterRule } from "./replay.ts";
import streamEqualsJson from "./retrieve.ts";
import { deleted, notFound, storeFalse } from "./stored.ts";

/** What is stored: is it what was answered, is it there when it should be, and gone when it should be? */
export const stateRules: readonly Rule[] = [
  streamEqualsJson,
  replayEqualsOriginal,
  startingAfterRule,
  storeFalse,
  chain,
  chainUnknown,
  notFound,
  deleted,
  inputItems,
];
