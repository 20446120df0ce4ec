import { faultsOf } from "../../engine/fault.ts";
import { chain, onExchange, onHead, onText } from "../../tape/edits.ts";
import rule from "./error-status.ts";

export default faultsOf(rule, {
  "an error comes with status 200": {
    tape: "chain-unknown",
    edit: onHead((head) => ({ ...head, status: 200 }), 1),
    finds: "served",
  },
  "a request for a stream is answered with an error and status 200": {
    tape: "text",
    edit: chain(
      onHead(({ status }) => ({ status, headers: { "content-type": "application/json" } })),
      onText(() => '{"error":{"message":"Overloaded.","type":"server_error"}}'),
      onExchange((exchange) => ({ ...exchange, form: "json" })),
    ),
    finds: "served",
  },
  "a request without input breaks the server": {
    tape: "refused",
    edit: onHead((head) => ({ ...head, status: 500 })),
    finds: "crashed",
  },
});
