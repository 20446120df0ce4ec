export { default as annotations } from "./annotations.faults.ts";
export { default as deltasEqualDone } from "./deltas-equal-done.faults.ts";
export { default as doneEqualsPart } from "./done-equals-part.faults.ts";
export { default as logprobs } from "./logprobs.faults.ts";
export { default as noLoneSurrogate } from "./no-lone-surrogate.faults.ts";
export { default as partEqualsItem } from "./part-equals-item.faults.ts";
export { default as shellOutput } from "./shell-output.faults.ts";
