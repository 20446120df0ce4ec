import { isObject } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { onBody } from "../../tape/edits.ts";
import rule from "./stream-equals-json.ts";

export default faultsOf(rule, {
  "the stored text is another": {
    tape: "replay",
    edit: onBody((body) => {
      const changed = structuredClone(body);
      Object.assign(
        changed,
        JSON.parse(
          JSON.stringify(changed).replaceAll("The weather is sunny.", "The weather is sunny"),
        ),
      );
      return changed;
    }, 1),
    finds: "differs",
  },
  "usage was not kept": {
    tape: "replay",
    edit: onBody((body) => {
      const changed = structuredClone(body);
      if (isObject(changed["usage"]))
        changed["usage"]["output_tokens_details"] = { reasoning_tokens: 3 };
      return changed;
    }, 1),
    finds: "differs",
  },
});
