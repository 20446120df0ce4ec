import { faultsOf, on } from "../../engine/fault.ts";
import { answerWith } from "../../tape/edits.ts";
import rule from "./chain.ts";

export default faultsOf(rule, {
  input: {
    "an input of outputs alone is refused": on("chain", [
      answerWith(
        400,
        {
          error: {
            message: "Input items must contain at least one message",
            type: "invalid_request_error",
            code: 400,
          },
        },
        1,
      ),
    ]),
  },
  refused: {
    "a streamed turn cannot be continued": on("chain", [
      answerWith(
        404,
        { error: { message: "not found", type: "invalid_request_error", code: null, param: null } },
        1,
      ),
    ]),
  },
});
