export { default as eventNames } from "./event-names.faults.ts";
