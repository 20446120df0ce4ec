import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { answerLike, onBody } from "../../tape/edits.ts";
import rule from "./chain-unknown.ts";

export default faultsOf(rule, {
  "an unknown id is ignored": {
    tape: "chain-unknown",
    edit: answerLike(0, 1),
    finds: "accepted",
    alsoFires: ["echo/request", "lifecycle/response-id-unique"],
  },
  "the refusal has no code": {
    tape: "chain-unknown",
    edit: onBody((body) => ({ error: { ...objectAt(body, "error"), code: null } }), 1),
    finds: "no-code",
  },
});
