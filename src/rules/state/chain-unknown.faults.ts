import { faultsOf, on } from "../../engine/fault.ts";
import { answerLike, patchBody } from "../../tape/edits.ts";
import rule from "./chain-unknown.ts";

export default faultsOf(rule, {
  accepted: {
    "an unknown id is ignored": on("chain-unknown", [answerLike(0, 1)], {
      alsoFires: ["echo/request", "lifecycle/response-id-unique"],
    }),
  },
  "no-code": {
    "the refusal has no code": on("chain-unknown", [patchBody("/error/code", null, 1)]),
  },
});
