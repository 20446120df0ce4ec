import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { onBody, patchBody, withBody } from "../../tape/edits.ts";
import rule from "./error-body.ts";

export default faultsOf(rule, {
  "not-json": {
    "a web page instead of an error": on(
      "refused",
      withBody("<html><body>Bad Request</body></html>"),
    ),
    "an empty body": on("refused", withBody("")),
    "an error page of a proxy": on(
      "refused",
      withBody(`\n<html>${"<p>The upstream does not answer.</p>".repeat(20)}</html>`),
    ),
  },
  "no-error": {
    "the error is only a text": on("refused", withBody({ error: "Missing input" })),
    "the fields of the error are not within `error`": on(
      "refused",
      onBody((body) => objectAt(body, "error") ?? null),
    ),
  },
  field: {
    "the code is a number": on("refused", patchBody("/error/code", 400)),
    "no field is what it should be": on(
      "refused",
      withBody({ error: { message: ["No."], type: 400, param: 1, code: {} } }),
    ),
  },
  "unknown-type": {
    "the type is a whole sentence": on(
      "refused",
      patchBody("/error/type", "The request has no input. ".repeat(8)),
      { dialects: ["openresponses"] },
    ),
    "the type is of the server's own making": on(
      "refused",
      patchBody("/error/type", "BadRequestError"),
      { dialects: ["openresponses"] },
    ),
  },
});
