import { faultsOf, on } from "../../engine/fault.ts";
import { onExchange } from "../../tape/edits.ts";
import rule from "./chain.ts";

export default faultsOf(rule, {
  refused: {
    "a streamed turn cannot be continued": on(
      "chain",
      onExchange(
        (exchange) => ({
          ...exchange,
          form: "json",
          response: { status: 404, headers: { "content-type": "application/json" } },
          bytes: Buffer.from(
            '{"error":{"message":"not found","type":"invalid_request_error","code":null,"param":null}}',
          ),
        }),
        1,
      ),
    ),
  },
});
