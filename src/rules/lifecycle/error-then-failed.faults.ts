import { faultsOf } from "../../engine/fault.ts";
import {
  chain,
  drop,
  endAs,
  insertAfter,
  moveBefore,
  onEvents,
  renumber,
  stopBefore,
  withoutDone,
} from "../../tape/edits.ts";
import rule from "./error-then-failed.ts";

export default faultsOf(rule, {
  "the stream ends with the error": {
    tape: "failed",
    edit: drop("response.failed"),
    finds: "missing",
  },
  "the stream ends with the error, without [DONE]": {
    tape: "failed",
    edit: chain(drop("response.failed"), withoutDone()),
    finds: "missing",
  },
  "the connection breaks after the error": {
    tape: "failed",
    edit: chain(stopBefore("response.failed"), endAs({ kind: "cut" })),
    finds: "missing",
  },
  "the error is all that is sent": {
    tape: "failed",
    edit: onEvents((events) => renumber(events.filter(({ event }) => event === "error"))),
    finds: "missing",
    alsoFires: ["http/error-before-stream"],
  },
  "the text goes on after the error, and that is all": {
    tape: "failed",
    edit: chain(moveBefore("error", 0, "response.output_text.delta", 1), drop("response.failed")),
    finds: "between",
  },
  "the text goes on after the error": {
    tape: "failed",
    edit: moveBefore("error", 0, "response.output_text.delta", 1),
    finds: "between",
  },
  "a second error event": {
    tape: "failed",
    edit: insertAfter("error", 0, {
      type: "error",
      error: { type: "server_error", code: "server_error", message: "Again.", param: null },
    }),
    finds: "between",
  },
});
