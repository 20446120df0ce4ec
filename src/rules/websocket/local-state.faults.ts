import { faultsOf, on } from "../../engine/fault.ts";
import { onExchange } from "../../tape/edits.ts";
import { notFoundCode } from "./continued.ts";
import rule from "./local-state.ts";

export default faultsOf(rule, {
  forgotten: {
    "the last response is not found": on(
      "websocket-two",
      onExchange(
        (exchange) => ({
          ...exchange,
          bytes: Buffer.from(
            `${JSON.stringify({
              text: JSON.stringify({
                type: "error",
                status: 400,
                error: {
                  type: "invalid_request_error",
                  code: notFoundCode,
                  message: "Not found.",
                  param: "previous_response_id",
                },
              }),
            })}\n`,
          ),
        }),
        1,
      ),
    ),
  },
});
