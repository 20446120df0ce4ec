import type { Rule } from "../../engine/rule.ts";
import errorEnvelope from "./error-envelope.ts";
import failureAnnounced from "./failure-announced.ts";
import lanes from "./lanes.ts";
import localState from "./local-state.ts";
import noDone from "./no-done.ts";
import textMessages from "./text-messages.ts";
import previousNotFound from "./previous-not-found.ts";
import sequentialTurns from "./sequential-turns.ts";
import steering from "./steering.ts";

export const websocketRules: readonly Rule[] = [
  textMessages,
  noDone,
  sequentialTurns,
  errorEnvelope,
  failureAnnounced,
  previousNotFound,
  localState,
  lanes,
  steering,
];
