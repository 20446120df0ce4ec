export { default as errorEnvelope } from "./error-envelope.faults.ts";
export { default as failureAnnounced } from "./failure-announced.faults.ts";
export { default as localState } from "./local-state.faults.ts";
export { default as noDone } from "./no-done.faults.ts";
export { default as previousNotFound } from "./previous-not-found.faults.ts";
export { default as sequentialTurns } from "./sequential-turns.faults.ts";
export { default as textMessages } from "./text-messages.faults.ts";
