import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, patch, setAt, type TapeEdit } from "../../tape/edits.ts";
import rule from "./arguments-json.ts";

/** The same arguments wherever they stand, so that nothing but their text is wrong. */
const withArguments = (text: string): TapeEdit =>
  chain(
    patch("response.function_call_arguments.delta", 0, "/delta", text),
    patch("response.function_call_arguments.done", 0, "/arguments", text),
    patch("response.output_item.done", 0, "/item/arguments", text),
    patch("response.completed", 0, "/response/output/0/arguments", text),
  );

export default faultsOf(rule, {
  "no arguments as an empty string": {
    tape: "no-arguments",
    edit: withArguments(""),
    finds: "empty",
  },
  "two objects in a row": { tape: "no-arguments", edit: withArguments("{}{}"), finds: "not-json" },
  "cut arguments in a plain answer": {
    tape: "plain-call",
    edit: onBody((body) => {
      setAt(body, "/output/0/arguments", '{"city":"Par');
      return body;
    }),
    finds: "not-json",
  },
});
