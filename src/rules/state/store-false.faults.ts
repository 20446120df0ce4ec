import { faultsOf, on } from "../../engine/fault.ts";
import { answerLike } from "../../tape/edits.ts";
import rule from "./store-false.ts";

export default faultsOf(rule, {
  kept: { "the response is stored anyway": on("not-stored", [answerLike(0, 1)]) },
});
