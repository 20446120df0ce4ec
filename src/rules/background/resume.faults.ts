import { faultsOf } from "../../engine/fault.ts";
import { find, onEvents, payloadAt, renumber } from "../../tape/edits.ts";
import rule from "./resume.ts";

export default faultsOf(rule, {
  "the first event after the gap is lost": {
    tape: "resumed",
    edit: onEvents((events) => events.slice(1), 1),
    finds: "lost",
  },
  "what comes while nobody listens is lost, and the rest is numbered as if it were all": {
    tape: "resumed",
    edit: onEvents((events) => {
      const at = find(events, "response.output_text.delta", 0);
      return renumber(events.toSpliced(at, 1), Number(payloadAt(events, 0)["sequence_number"]));
    }, 2),
    finds: "text",
  },
  "the first piece after the gap begins with what came before it": {
    tape: "resumed",
    edit: onEvents((events) => {
      const number = Number(payloadAt(events, 0)["sequence_number"]) - 1;
      return renumber([...events.slice(0, 1), ...events], number);
    }, 1),
    finds: "repeated",
  },
});
