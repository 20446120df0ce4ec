import { faultsOf, on } from "../../engine/fault.ts";
import { askFor, patchBody, patchItem } from "../../tape/edits.ts";
import rule from "./extension-prefix.ts";

export default faultsOf(rule, {
  unknown: {
    "an item of the server's own without prefix": on("empty-text", patchItem(0, "/type", "note"), {
      alsoFires: ["part/kind-matches"],
    }),
    "a plain answer with an item of its own kind": on(
      "plain",
      patchBody("/output/1", { type: "note", id: "note_1", status: "completed" }),
    ),
    "an item without prefix of a hosted tool that was asked for": on(
      "empty-text",
      [askFor("tools", [{ type: "note_taking" }]), patchItem(0, "/type", "note_call")],
      { alsoFires: ["part/kind-matches"] },
    ),
  },
});
