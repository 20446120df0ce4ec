import type { Json } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { askFor, type TapeEdit } from "../../tape/edits.ts";
import rule from "./tool-choice.ts";

const choose = (choice: Json): TapeEdit => askFor("tool_choice", choice);

export default faultsOf(rule, {
  "a call although none is wanted": { tape: "call", edit: choose("none"), finds: "unwanted" },
  "no call although one is required": {
    tape: "no-call",
    edit: choose("required"),
    finds: "missing",
  },
  "another function than the one that was named": {
    tape: "call",
    edit: choose({ type: "function", name: "get_time" }),
    finds: "other",
  },
  "a function outside the allowed ones": {
    tape: "parallel",
    edit: choose({
      type: "allowed_tools",
      mode: "auto",
      tools: [{ type: "function", name: "get_time" }],
    }),
    finds: "other",
  },
  "a call in a plain answer although none is wanted": {
    tape: "plain-call",
    edit: choose("none"),
    finds: "unwanted",
  },
});
