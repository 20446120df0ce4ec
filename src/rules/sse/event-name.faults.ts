import { faultsOf } from "../../engine/fault.ts";
import { onText } from "../../tape/edits.ts";
import rule from "./event-name.ts";

export default faultsOf(rule, {
  "the event: line of a delta names the done event": {
    tape: "text",
    edit: onText((stream) =>
      stream.replace("event: response.output_text.delta", "event: response.output_text.done"),
    ),
    finds: "differs",
  },
  "an event: line without end": {
    tape: "text",
    edit: onText((stream) => stream.replace("event: response.created", `$&${".again".repeat(50)}`)),
    finds: "differs",
  },
  "data: lines only": {
    tape: "text",
    edit: onText((stream) => stream.replaceAll(/^event: .*\n/gm, "")),
    finds: "missing",
  },
  "a second event: line wins": {
    tape: "text",
    edit: onText((stream) => stream.replaceAll(/^event: .*\n/gm, "$&event: message\n")),
    finds: "differs",
  },
});
