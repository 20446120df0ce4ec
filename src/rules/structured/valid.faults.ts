import { faultsOf, on } from "../../engine/fault.ts";
import { rewrite } from "../../tape/edits.ts";
import rule from "./valid.ts";

export default faultsOf(rule, {
  "not-json": {
    "the JSON stands in a Markdown fence": on(
      "structured",
      rewrite(String.raw`{\"city\"`, String.raw`json {\"city\"`),
    ),
  },
  invalid: {
    "a field that the schema wants is another": on(
      "structured-plain",
      rewrite(/\\"city\\"/, String.raw`\"town\"`),
    ),
  },
  "no-object": {
    "an array where an object was asked for": on(
      "structured-object",
      rewrite(/\{\\"city\\":\\"Paris\\"\}/, "[1]"),
    ),
  },
});
