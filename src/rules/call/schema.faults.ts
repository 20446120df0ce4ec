import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchBody, patchDone } from "../../tape/edits.ts";
import rule from "./schema.ts";

export default faultsOf(rule, {
  invalid: {
    "the arguments have an unknown parameter": on("call", [
      patch("response.function_call_arguments.delta", 0, "/delta", '{"to'),
      patch("response.function_call_arguments.delta", 1, "/delta", 'wn":"Pa'),
      patch("response.function_call_arguments.done", 0, "/arguments", '{"town":"Paris"}'),
      patchDone(0, "/arguments", '{"town":"Paris"}'),
    ]),
    "a plain answer has a number for a string parameter": on("plain-call", [
      patchBody("/output/0/arguments", '{"city":75}'),
    ]),
  },
});
