export { default as contiguous } from "./contiguous.faults.ts";
export { default as increasing } from "./increasing.faults.ts";
export { default as present } from "./present.faults.ts";
export { default as startsAtZero } from "./starts-at-zero.faults.ts";
