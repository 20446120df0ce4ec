export { default as valid } from "./valid.faults.ts";
