import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, patchRequest } from "../../tape/edits.ts";
import rule from "./item.ts";

const trigger = [{ role: "user", content: "Hello." }, { type: "compaction_trigger" }];

export default faultsOf(rule, {
  missing: {
    "a compaction has no items": on("compacted", [patchBody("/output", [])], {
      dialects: ["openai"],
    }),
  },
  ignored: {
    "a trigger is answered with a message": on("text", [patchRequest({ input: trigger })], {
      dialects: ["openai"],
    }),
    "a trigger is answered with a message, plain": on("plain", [patchRequest({ input: trigger })], {
      dialects: ["openai"],
    }),
  },
});
