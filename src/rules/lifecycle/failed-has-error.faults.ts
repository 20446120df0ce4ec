import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, patchFinal } from "../../tape/edits.ts";
import rule from "./failed-has-error.ts";

export default faultsOf(rule, {
  missing: { "response.failed has error null": on("failed", [patchFinal("/error", null)]) },
  field: { "the error has no code": on("failed", [patchFinal("/error/code", undefined)]) },
  unexpected: {
    "a completed response has an error": on("text", [
      patchFinal("/error", {
        code: "server_error",
        message: "Oops.",
      }),
    ]),
    "a plain answer has an error": on("plain", [
      patchBody("/error", { code: "server_error", message: "Oops." }),
    ]),
  },
  absent: { "error is left out": on("text", [patchFinal("/error", undefined)]) },
});
