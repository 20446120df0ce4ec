import type { JsonObject } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { onBody, rewrite } from "../../tape/edits.ts";
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
      onBody(
        (body) =>
          JSON.parse(
            JSON.stringify(body).replace(String.raw`\"city\"`, String.raw`\"town\"`),
          ) as JsonObject,
      ),
    ),
  },
  "no-object": {
    "an array where an object was asked for": on(
      "structured-object",
      onBody(
        (body) =>
          JSON.parse(
            JSON.stringify(body).replace(/\{\\"city\\":\\"Paris\\"\}/, "[1]"),
          ) as JsonObject,
      ),
    ),
  },
});
