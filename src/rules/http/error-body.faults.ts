import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { onBody, onText } from "../../tape/edits.ts";
import rule from "./error-body.ts";

export default faultsOf(rule, {
  "not-json": {
    "a web page instead of an error": on(
      "refused",
      onText(() => "<html><body>Bad Request</body></html>"),
    ),
    "an empty body": on(
      "refused",
      onText(() => ""),
    ),
    "an error page of a proxy": on(
      "refused",
      onText(() => `\n<html>${"<p>The upstream does not answer.</p>".repeat(20)}</html>`),
    ),
  },
  "no-error": {
    "the error is only a text": on(
      "refused",
      onBody(() => ({ error: "Missing input" })),
    ),
    "the fields of the error are not within `error`": on(
      "refused",
      onBody((body) => objectAt(body, "error") ?? null),
    ),
  },
  field: {
    "the code is a number": on(
      "refused",
      onBody((body) => ({ error: { ...objectAt(body, "error"), code: 400 } })),
    ),
    "no field is what it should be": on(
      "refused",
      onBody(() => ({ error: { message: ["No."], type: 400, param: 1, code: {} } })),
    ),
  },
  "unknown-type": {
    "the type is a whole sentence": on(
      "refused",
      onBody((body) => ({
        error: { ...objectAt(body, "error"), type: "The request has no input. ".repeat(8) },
      })),
      { dialects: ["openresponses"] },
    ),
    "the type is of the server's own making": on(
      "refused",
      onBody((body) => ({ error: { ...objectAt(body, "error"), type: "BadRequestError" } })),
      { dialects: ["openresponses"] },
    ),
  },
});
