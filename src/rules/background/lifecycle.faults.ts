import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody } from "../../tape/edits.ts";
import rule from "./lifecycle.ts";

export default faultsOf(rule, {
  "a response at work is queued again": {
    tape: "polled",
    edit: chain(
      onBody((body) => ({ ...body, status: "in_progress" }), 1),
      onBody((body) => ({ ...body, status: "queued" }), 2),
    ),
    finds: "back",
  },
  "a finished response is at work again": {
    tape: "polled",
    edit: onBody(
      (body) => ({ ...body, status: "in_progress", completed_at: null, output: [], usage: null }),
      4,
    ),
    finds: "back",
  },
  "a finished response gets another output": {
    tape: "polled",
    edit: onBody((body) => ({ ...body, output: [] }), 4),
    finds: "changed",
  },
  "a finished response fails afterwards": {
    tape: "polled",
    edit: onBody(
      (body) => ({
        ...body,
        status: "failed",
        completed_at: null,
        error: { code: "server_error", message: "lost" },
      }),
      4,
    ),
    finds: "changed",
  },
});
