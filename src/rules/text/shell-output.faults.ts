import { faultsOf, on } from "../../engine/fault.ts";
import { drop, dropAll, patch } from "../../tape/edits.ts";
import rule from "./shell-output.ts";

export default faultsOf(rule, {
  differs: {
    "a delta of the output is lost": on("hosted", [
      drop("response.shell_call_output_content.delta", 1),
    ]),
    "no output is streamed": on("hosted", [dropAll("response.shell_call_output_content.delta")]),
    "the finished output has several chunks with another text": on("hosted", [
      patch("response.shell_call_output_content.done", 0, "/output", [
        { stdout: "total", stderr: "", outcome: { type: "exit", exit_code: 0 } },
        { stdout: " 1\n", stderr: "", outcome: { type: "exit", exit_code: 0 } },
      ]),
    ]),
  },
});
