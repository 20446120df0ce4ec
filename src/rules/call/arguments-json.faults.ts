import { faultsOf, on } from "../../engine/fault.ts";
import { chain, patch, patchBody, patchDone, type TapeEdit } from "../../tape/edits.ts";
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
  empty: { "the arguments are an empty string": on("no-arguments", [withArguments("")]) },
  "not-json": {
    "the arguments are two objects in a row": on("no-arguments", [withArguments("{}{}")]),
    "a plain answer has arguments in single quotes": on("plain-call", [
      patchBody("/output/0/arguments", "{'city':'Paris'}"),
    ]),
  },
  cut: {
    "a plain answer has arguments that are cut off": on("plain-call", [
      patchBody("/output/0/arguments", '{"city":"Par'),
    ]),
    "the limit cuts a call, and it is done as completed": on("incomplete-call", [
      patchDone(1, "/status", "completed"),
    ]),
  },
});
