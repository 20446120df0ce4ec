import { faultsOf, on } from "../../engine/fault.ts";
import { answerWith, patchRequest, withStatus } from "../../tape/edits.ts";
import rule from "./error-status.ts";

export default faultsOf(rule, {
  served: {
    "an error has status 200": on("chain-unknown", [withStatus(200, 1)]),
    "a request for a stream is answered with an error and status 200": on("text", [
      answerWith(200, { error: { message: "Overloaded.", type: "server_error" } }),
    ]),
  },
  accepted: {
    "a tool_choice that names no offered function is accepted": on("plain-call", [
      patchRequest({ tool_choice: { type: "function", name: "get_tide" } }),
    ]),
    "an unknown tool_choice is accepted": on("call", [patchRequest({ tool_choice: "sometimes" })]),
  },
  crashed: {
    "a request without input is answered with a server error": on("refused", [withStatus(500)]),
  },
});
