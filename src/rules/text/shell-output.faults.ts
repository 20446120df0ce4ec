import { faultsOf } from "../../engine/fault.ts";
import { chain, drop, patch } from "../../tape/edits.ts";
import rule from "./shell-output.ts";

export default faultsOf(rule, {
  "a piece of what was printed is lost": {
    tape: "hosted",
    edit: drop("response.shell_call_output_content.delta", 1),
    finds: "differs",
  },
  "nothing of what was printed is streamed": {
    tape: "hosted",
    edit: chain(
      drop("response.shell_call_output_content.delta"),
      drop("response.shell_call_output_content.delta"),
    ),
    finds: "differs",
  },
  "the finished output is in pieces that say something else": {
    tape: "hosted",
    edit: patch("response.shell_call_output_content.done", 0, "/output", [
      { stdout: "total", stderr: "", outcome: { type: "exit", exit_code: 0 } },
      { stdout: " 1\n", stderr: "", outcome: { type: "exit", exit_code: 0 } },
    ]),
    finds: "differs",
  },
});
