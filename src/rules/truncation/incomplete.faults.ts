import { faultsOf, on } from "../../engine/fault.ts";
import { mergeBody, rewrite } from "../../tape/edits.ts";
import rule from "./incomplete.ts";

export default faultsOf(rule, {
  completed: {
    "both answers have status completed": on(
      "truncated",
      [0, 1].flatMap((index) => [
        rewrite('"incomplete"', '"completed"', index),
        mergeBody({ incomplete_details: null, completed_at: 1_767_225_600 }, index),
      ]),
    ),
  },
});
