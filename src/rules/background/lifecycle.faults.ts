import { faultsOf, on } from "../../engine/fault.ts";
import { mergeBody, patchBody } from "../../tape/edits.ts";
import rule from "./lifecycle.ts";

export default faultsOf(rule, {
  back: {
    "a response that is in progress is queued again": on("polled", [
      patchBody("/status", "in_progress", 1),
      patchBody("/status", "queued", 2),
    ]),
    "a finished response is in progress again": on("polled", [
      mergeBody({ status: "in_progress", completed_at: null, output: [], usage: null }, 4),
    ]),
  },
  changed: {
    "the output of a finished response changes": on("polled", [patchBody("/output", [], 4)]),
    "a finished response fails later": on("polled", [
      mergeBody(
        { status: "failed", completed_at: null, error: { code: "server_error", message: "lost" } },
        4,
      ),
    ]),
  },
});
