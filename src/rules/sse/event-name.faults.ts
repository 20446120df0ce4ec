import { faultsOf, on } from "../../engine/fault.ts";
import { rewrite } from "../../tape/edits.ts";
import rule from "./event-name.ts";

export default faultsOf(rule, {
  differs: {
    "the event: line of a delta names the done event": on("text", [
      rewrite(/event: response\.output_text\.delta/, "event: response.output_text.done"),
    ]),
    "the event: line never ends": on("text", [
      rewrite("event: response.created", `$&${".again".repeat(50)}`),
    ]),
    "a second event: line has another name": on("text", [
      rewrite(/^event: .*\n/gm, "$&event: message\n"),
    ]),
  },
  missing: { "frames have only data: lines": on("text", [rewrite(/^event: .*\n/gm, "")]) },
});
