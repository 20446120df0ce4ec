import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, rewrite } from "../../tape/edits.ts";
import rule from "./no-replacement-character.ts";

export default faultsOf(rule, {
  replaced: {
    "a character of three bytes became three replacement characters": on("text", [
      rewrite(" sunny", " sun\uFFFD\uFFFD\uFFFD"),
    ]),
    "a plain answer has them": on("plain", [
      patchBody("/output/0/content/0/text", "The cost is \uFFFD\uFFFD."),
    ]),
  },
});
