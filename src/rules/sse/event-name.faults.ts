import { faultsOf, on } from "../../engine/fault.ts";
import { rewrite } from "../../tape/edits.ts";
import rule from "./event-name.ts";

export default faultsOf(rule, {
  differs: {
    "the event: line of a delta names the done event": on(
      "text",
      rewrite(/event: response\.output_text\.delta/, "event: response.output_text.done"),
    ),
    "an event: line without end": on(
      "text",
      rewrite("event: response.created", `$&${".again".repeat(50)}`),
    ),
    "a second event: line wins": on("text", rewrite(/^event: .*\n/gm, "$&event: message\n")),
  },
  missing: { "data: lines only": on("text", rewrite(/^event: .*\n/gm, "")) },
});
