import { isObject } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { onBody } from "../../tape/edits.ts";
import rule from "./stream-equals-json.ts";

export default faultsOf(rule, {
  differs: {
    "the stored text is another": on(
      "replay",
      onBody((body) => {
        const changed = structuredClone(body);
        Object.assign(
          changed,
          JSON.parse(
            JSON.stringify(changed).replaceAll("The weather is sunny.", "The weather is sunny"),
          ),
        );
        return changed;
      }, 1),
    ),
    "usage was not kept": on(
      "replay",
      onBody((body) => {
        const changed = structuredClone(body);
        if (isObject(changed["usage"]))
          changed["usage"]["output_tokens_details"] = { reasoning_tokens: 3 };
        return changed;
      }, 1),
    ),
  },
});
