import { faultsOf } from "../../engine/fault.ts";
import { onBody, patch } from "../../tape/edits.ts";
import rule from "./failed-has-error.ts";

export default faultsOf(rule, {
  "response.failed has error null": {
    tape: "failed",
    edit: patch("response.failed", 0, "/response/error", null),
    finds: "missing",
  },
  "the error has no code": {
    tape: "failed",
    edit: patch("response.failed", 0, "/response/error/code", undefined),
    finds: "field",
  },
  "a completed response has an error": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/error", {
      code: "server_error",
      message: "Oops.",
    }),
    finds: "unexpected",
  },
  "a plain answer has an error": {
    tape: "plain",
    edit: onBody((body) => ({ ...body, error: { code: "server_error", message: "Oops." } })),
    finds: "unexpected",
  },
  "error is left out": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/error", undefined),
    finds: "absent",
  },
});
