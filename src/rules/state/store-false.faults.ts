import { faultsOf } from "../../engine/fault.ts";
import { answerLike } from "../../tape/edits.ts";
import rule from "./store-false.ts";

export default faultsOf(rule, {
  "it is stored all the same": { tape: "not-stored", edit: answerLike(0, 1), finds: "kept" },
});
