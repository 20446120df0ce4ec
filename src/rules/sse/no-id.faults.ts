import { faultsOf } from "../../engine/fault.ts";
import { onText } from "../../tape/edits.ts";
import rule from "./no-id.ts";

export default faultsOf(rule, {
  "each event has an id": {
    tape: "text",
    edit: onText((stream) => stream.replaceAll("event: ", "id: 7\nevent: ")),
    finds: "used",
  },
});
