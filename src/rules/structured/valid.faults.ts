import type { JsonObject } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, onText } from "../../tape/edits.ts";
import rule from "./valid.ts";

export default faultsOf(rule, {
  "the JSON stands in a Markdown fence": {
    tape: "structured",
    edit: onText((stream) => stream.replaceAll(String.raw`{\"city\"`, String.raw`json {\"city\"`)),
    finds: "not-json",
  },
  "a field that the schema wants is another": {
    tape: "structured-plain",
    edit: onBody(
      (body) =>
        JSON.parse(
          JSON.stringify(body).replace(String.raw`\"city\"`, String.raw`\"town\"`),
        ) as JsonObject,
    ),
    finds: "invalid",
  },
  "an array where an object was asked for": {
    tape: "structured-object",
    edit: chain(
      onBody(
        (body) =>
          JSON.parse(
            JSON.stringify(body).replace(/\{\\"city\\":\\"Paris\\"\}/, "[1]"),
          ) as JsonObject,
      ),
    ),
    finds: "no-object",
  },
});
