import { faultsOf, on } from "../../engine/fault.ts";
import { onExchange } from "../../tape/edits.ts";
import rule from "./utf8.ts";

export default faultsOf(rule, {
  invalid: {
    "a character is cut off after its first byte": on(
      "call",
      [
        onExchange((exchange) => {
          const bytes = Uint8Array.from(exchange.bytes);
          const at = Buffer.from(bytes).indexOf('"object":"response"');
          bytes[at + 1] = 0xc3;
          return { ...exchange, bytes };
        }),
      ],
      { alsoFires: ["schema/response"] },
    ),
  },
});
