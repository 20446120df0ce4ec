export { default as incomplete } from "./incomplete.faults.ts";
