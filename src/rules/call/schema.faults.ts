import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, patch, setAt } from "../../tape/edits.ts";
import rule from "./schema.ts";

export default faultsOf(rule, {
  "the arguments have a parameter that the tool does not know": {
    tape: "call",
    edit: chain(
      patch("response.function_call_arguments.delta", 0, "/delta", '{"to'),
      patch("response.function_call_arguments.delta", 1, "/delta", 'wn":"Pa'),
      patch("response.function_call_arguments.done", 0, "/arguments", '{"town":"Paris"}'),
      patch("response.output_item.done", 0, "/item/arguments", '{"town":"Paris"}'),
      patch("response.completed", 0, "/response/output/0/arguments", '{"town":"Paris"}'),
    ),
    finds: "invalid",
  },
  "a plain answer has a number where a text is asked for": {
    tape: "plain-call",
    edit: onBody((body) => {
      setAt(body, "/output/0/arguments", '{"city":75}');
      return body;
    }),
    finds: "invalid",
  },
});
