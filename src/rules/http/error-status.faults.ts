import { faultsOf, on } from "../../engine/fault.ts";
import { answerWith, withStatus } from "../../tape/edits.ts";
import rule from "./error-status.ts";

export default faultsOf(rule, {
  served: {
    "an error has status 200": on("chain-unknown", [withStatus(200, 1)]),
    "a request for a stream is answered with an error and status 200": on("text", [
      answerWith(200, { error: { message: "Overloaded.", type: "server_error" } }),
    ]),
  },
  crashed: {
    "a request without input is answered with a server error": on("refused", [withStatus(500)]),
  },
});
