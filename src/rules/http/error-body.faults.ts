import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { onBody, patchBody, withBody } from "../../tape/edits.ts";
import rule from "./error-body.ts";

export default faultsOf(rule, {
  "not-json": {
    "a web page is sent instead of an error": on("refused", [
      withBody("<html><body>Bad Request</body></html>"),
    ]),
    "the body is empty": on("refused", [withBody("")]),
    "the error page of a proxy is sent": on("refused", [
      withBody(`\n<html>${"<p>The upstream does not answer.</p>".repeat(20)}</html>`),
    ]),
  },
  "no-error": {
    "the error is a string": on("refused", [withBody({ error: "Missing input" })]),
    "the fields of the error are not in `error`": on("refused", [
      onBody((body) => objectAt(body, "error") ?? null),
    ]),
  },
  field: {
    "the code is a number": on("refused", [patchBody("/error/code", 400)]),
    "every field of the error has the wrong type": on("refused", [
      withBody({ error: { message: ["No."], type: 400, param: 1, code: {} } }),
    ]),
  },
  "unknown-type": {
    "the type is a sentence": on(
      "refused",
      [patchBody("/error/type", "The request has no input. ".repeat(8))],
      { dialects: ["openresponses"] },
    ),
    "the type is an unknown word": on("refused", [patchBody("/error/type", "BadRequestError")], {
      dialects: ["openresponses"],
    }),
  },
});
