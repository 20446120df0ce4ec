import { faultsOf, on } from "../../engine/fault.ts";
import { askFor, mergeBody, patchBody, rewrite } from "../../tape/edits.ts";
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
  "at-limit": {
    "two answers of the same limit have exactly as many tokens, and status completed": on(
      "truncated",
      [
        ...[0, 1].flatMap((index) => [
          rewrite('"incomplete"', '"completed"', index),
          mergeBody({ incomplete_details: null, completed_at: 1_767_225_600 }, index),
        ]),
        askFor("max_output_tokens", 16, 1),
        patchBody("/usage/output_tokens", 16, 1),
        patchBody("/usage/total_tokens", 25, 1),
      ],
    ),
  },
});
