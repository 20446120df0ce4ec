import { faultsOf, on } from "../../engine/fault.ts";
import { askFor, patchBody, patchItem } from "../../tape/edits.ts";
import rule from "./extension-prefix.ts";

export default faultsOf(rule, {
  unknown: {
    "an unknown item type has no prefix": on("empty-text", [patchItem(0, "/type", "note")], {
      alsoFires: ["part/kind-matches"],
    }),
    "a plain answer has an unknown item type without prefix": on("plain", [
      patchBody("/output/1", { type: "note", id: "note_1", status: "completed" }),
    ]),
    "the item type of an offered hosted tool has no prefix": on(
      "empty-text",
      [askFor("tools", [{ type: "note_taking" }]), patchItem(0, "/type", "note_call")],
      { alsoFires: ["part/kind-matches"] },
    ),
  },
});
