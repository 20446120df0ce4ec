import { integerAt, type JsonObject } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { onBody } from "../../tape/edits.ts";
import rule from "./incomplete.ts";

export default faultsOf(rule, {
  completed: {
    "both answers are told as completed": on("truncated", (tape) =>
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
    ),
  },
});
