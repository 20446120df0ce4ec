export { default as cancel } from "./cancel.faults.ts";
export { default as lifecycle } from "./lifecycle.faults.ts";
export { default as resume } from "./resume.faults.ts";
