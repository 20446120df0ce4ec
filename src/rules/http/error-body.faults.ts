import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { onBody, onText } from "../../tape/edits.ts";
import rule from "./error-body.ts";

export default faultsOf(rule, {
  "a web page instead of an error": {
    tape: "refused",
    edit: onText(() => "<html><body>Bad Request</body></html>"),
    finds: "not-json",
  },
  "an empty body": { tape: "refused", edit: onText(() => ""), finds: "not-json" },
  "the error is only a text": {
    tape: "refused",
    edit: onBody(() => ({ error: "Missing input" })),
    finds: "no-error",
  },
  "the fields of the error are not within `error`": {
    tape: "refused",
    edit: onBody((body) => objectAt(body, "error") ?? null),
    finds: "no-error",
  },
  "the code is a number": {
    tape: "refused",
    edit: onBody((body) => ({ error: { ...objectAt(body, "error"), code: 400 } })),
    finds: "field",
  },
  "no field is what it should be": {
    tape: "refused",
    edit: onBody(() => ({ error: { message: ["No."], type: 400, param: 1, code: {} } })),
    finds: "field",
  },
  "an error page of a proxy": {
    tape: "refused",
    edit: onText(() => `\n<html>${"<p>The upstream does not answer.</p>".repeat(20)}</html>`),
    finds: "not-json",
  },
  "the type is a whole sentence": {
    tape: "refused",
    edit: onBody((body) => ({
      error: { ...objectAt(body, "error"), type: "The request has no input. ".repeat(8) },
    })),
    finds: "unknown-type",
    dialects: ["openresponses"],
  },
  "the type is of the server's own making": {
    tape: "refused",
    edit: onBody((body) => ({ error: { ...objectAt(body, "error"), type: "BadRequestError" } })),
    finds: "unknown-type",
    dialects: ["openresponses"],
  },
});
