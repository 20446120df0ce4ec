import { faultsOf, on } from "../../engine/fault.ts";
import { onExchange, onHead, onText } from "../../tape/edits.ts";
import rule from "./error-status.ts";

export default faultsOf(rule, {
  served: {
    "an error comes with status 200": on(
      "chain-unknown",
      onHead((head) => ({ ...head, status: 200 }), 1),
    ),
    "a request for a stream is answered with an error and status 200": on("text", [
      onHead(({ status }) => ({ status, headers: { "content-type": "application/json" } })),
      onText(() => '{"error":{"message":"Overloaded.","type":"server_error"}}'),
      onExchange((exchange) => ({ ...exchange, form: "json" })),
    ]),
  },
  crashed: {
    "a request without input breaks the server": on(
      "refused",
      onHead((head) => ({ ...head, status: 500 })),
    ),
  },
});
