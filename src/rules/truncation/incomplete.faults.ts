import { integerAt, type JsonObject } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { onBody } from "../../tape/edits.ts";
import rule from "./incomplete.ts";

export default faultsOf(rule, {
  "both answers are told as completed": {
    tape: "truncated",
    edit: (tape) =>
      [0, 1].reduce(
        (edited, index) =>
          onBody(
            (body) => ({
              ...(JSON.parse(
                JSON.stringify(body).replaceAll('"incomplete"', '"completed"'),
              ) as JsonObject),
              incomplete_details: null,
              completed_at: integerAt(body, "created_at") ?? 0,
            }),
            index,
          )(edited),
        tape,
      ),
    finds: "completed",
  },
});
