import type { Rule } from "../../engine/rule.ts";
import completedAt from "./completed-at.ts";
import createdFirst from "./created-first.ts";
import errorThenFailed from "./error-then-failed.ts";
import failedHasError from "./failed-has-error.ts";
import incompleteHasDetails from "./incomplete-has-details.ts";
import nothingAfterTerminal from "./nothing-after-terminal.ts";
import outputEmpty from "./output-empty-before-end.ts";
import progressOrder from "./progress-order.ts";
import responseIdStable from "./response-id-stable.ts";
import responseIdUnique from "./response-id-unique.ts";
import snapshotStable from "./snapshot-stable.ts";
import statusMatchesEvent from "./status-matches-event.ts";
import terminalPresent from "./terminal-present.ts";

/** The response from its creation to its end. */
export const lifecycleRules: readonly Rule[] = [
  createdFirst,
  progressOrder,
  terminalPresent,
  nothingAfterTerminal,
  statusMatchesEvent,
  responseIdStable,
  responseIdUnique,
  snapshotStable,
  errorThenFailed,
  failedHasError,
  incompleteHasDetails,
  completedAt,
  outputEmpty,
];
