import { faultsOf, on } from "../../engine/fault.ts";
import { askFor, patchBody, rewrite } from "../../tape/edits.ts";
import rule from "./stream-equals-json.ts";

export default faultsOf(rule, {
  differs: {
    "the stored text differs": on("replay", [
      rewrite("The weather is sunny.", "The weather is sunny", 1),
    ]),
    "other metadata is stored": on("replay", [patchBody("/metadata", { purpose: "other" }, 1)]),
    "a response at work has lost the metadata of its request": on("polled", [
      askFor("metadata", { purpose: "test" }),
      ...[2, 3, 4].map((at) => patchBody("/metadata", { purpose: "test" }, at)),
    ]),
    "usage is not stored": on("replay", [
      patchBody("/usage/output_tokens_details", { reasoning_tokens: 3 }, 1),
    ]),
  },
  outcome: {
    "a completed response is stored as failed": on("replay", [
      patchBody("/status", "failed", 1),
      patchBody("/completed_at", null, 1),
      patchBody("/error", { code: "server_error", message: "Oops." }, 1),
    ]),
  },
});
