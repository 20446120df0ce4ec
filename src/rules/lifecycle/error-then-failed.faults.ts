import { faultsOf, on } from "../../engine/fault.ts";
import {
  drop,
  endAs,
  insertAfter,
  keepOnly,
  moveBefore,
  stopBefore,
  withoutDone,
} from "../../tape/edits.ts";
import rule from "./error-then-failed.ts";

export default faultsOf(rule, {
  missing: {
    "the stream ends with the error": on("failed", [drop("response.failed")]),
    "the stream ends with the error, without [DONE]": on("failed", [
      drop("response.failed"),
      withoutDone(),
    ]),
    "the connection breaks after the error": on("failed", [
      stopBefore("response.failed"),
      endAs({ kind: "cut" }),
    ]),
    "only the error is sent": on("failed", [keepOnly(({ type }) => type === "error")], {
      alsoFires: ["http/error-before-stream"],
    }),
  },
  between: {
    "the text continues after the error, and response.failed is not sent": on("failed", [
      moveBefore("error", 0, "response.output_text.delta", 1),
      drop("response.failed"),
    ]),
    "the text continues after the error": on("failed", [
      moveBefore("error", 0, "response.output_text.delta", 1),
    ]),
    "a second error event is sent": on("failed", [
      insertAfter("error", 0, {
        type: "error",
        error: { type: "server_error", code: "server_error", message: "Again.", param: null },
      }),
    ]),
  },
});
