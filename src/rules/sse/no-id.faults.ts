import { faultsOf, on } from "../../engine/fault.ts";
import { rewrite } from "../../tape/edits.ts";
import rule from "./no-id.ts";

export default faultsOf(rule, {
  used: { "each event has an id": on("text", [rewrite("event: ", "id: 7\nevent: ")]) },
});
