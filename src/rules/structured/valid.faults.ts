import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, rewrite } from "../../tape/edits.ts";
import rule from "./valid.ts";

export default faultsOf(rule, {
  "not-json": {
    "the JSON is in a Markdown fence": on("structured", [
      rewrite(String.raw`{\"city\"`, String.raw`json {\"city\"`),
    ]),
  },
  invalid: {
    "a required field has another name": on("structured-plain", [
      rewrite(/\\"city\\"/, String.raw`\"town\"`),
    ]),
  },
  "no-object": {
    "an array is sent instead of an object": on("structured-object", [
      rewrite(/\{\\"city\\":\\"Paris\\"\}/, "[1]"),
    ]),
  },
  lost: {
    "the answer is counted, but the output is empty": on("structured-plain", [
      patchBody("/output", []),
    ]),
    "the message has no content": on("structured-plain", [patchBody("/output/0/content", [])]),
  },
});
