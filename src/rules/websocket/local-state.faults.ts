import { faultsOf, on } from "../../engine/fault.ts";
import { onEvents } from "../../tape/edits.ts";
import { notFoundCode } from "./continued.ts";
import rule from "./local-state.ts";

const refusal = {
  type: "error",
  status: 400,
  error: {
    type: "invalid_request_error",
    code: notFoundCode,
    message: "Not found.",
    param: "previous_response_id",
  },
};

export default faultsOf(rule, {
  forgotten: {
    "the last response is not found": on("websocket-two", [
      onEvents(() => [{ event: "error", payload: refusal }], 1),
    ]),
  },
});
