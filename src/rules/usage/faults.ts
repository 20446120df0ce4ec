export { default as arithmetic } from "./arithmetic.faults.ts";
export { default as nullBeforeEnd } from "./null-before-end.faults.ts";
export { default as plausible } from "./plausible.faults.ts";
export { default as presentAtEnd } from "./present-at-end.faults.ts";
