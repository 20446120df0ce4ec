import type { Rule } from "../../engine/rule.ts";
import chain from "./chain.ts";
import chainUnknown from "./chain-unknown.ts";
import inputItems from "./input-items.ts";
import replayEqualsOriginal from "./replay-equals-original.ts";
import startingAfterRule from "./starting-after.ts";
import streamEqualsJson from "./stream-equals-json.ts";
import deleted from "./delete.ts";
import notFound from "./not-found.ts";
import storeFalse from "./store-false.ts";

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
