import { has } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { drop, keepOnly, patch, patchRequest } from "../../tape/edits.ts";
import rule from "./error-before-stream.ts";

/** Leaves of a failed stream only what frames it: the failure comes before any output. */
const withoutOutput = keepOnly((payload) => !has(payload, "output_index"));

export default faultsOf(rule, {
  malformed: {
    "a request without input starts a stream": on("failed", [
      withoutOutput,
      patchRequest({ input: undefined }),
    ]),
    "an unknown parameter is reported in the stream": on("failed", [
      withoutOutput,
      patch("error", 0, "/error/code", "unknown_parameter"),
    ]),
  },
  early: {
    "only response.failed reports the error": on("failed", [withoutOutput, drop("error")]),
    "the error has no code": on(
      "failed",
      [withoutOutput, patch("error", 0, "/error/code", undefined)],
      { alsoFires: ["schema/event"] },
    ),
    "the error has neither code nor type": on(
      "failed",
      [
        withoutOutput,
        patch("error", 0, "/error/code", undefined),
        patch("error", 0, "/error/type", undefined),
      ],
      { alsoFires: ["schema/event"] },
    ),
    "the code only ends like a code of a refused request": on("failed", [
      withoutOutput,
      patch("error", 0, "/error/code", "upstream_model_not_found"),
    ]),
    "the code only starts like a code of a refused request": on("failed", [
      withoutOutput,
      patch("error", 0, "/error/code", "model_not_found_in_time"),
    ]),
    "a spent quota is reported in the stream": on("failed", [
      withoutOutput,
      patch("error", 0, "/error/code", "insufficient_quota"),
    ]),
  },
});
