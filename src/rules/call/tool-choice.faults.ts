import type { Json } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { askFor, type TapeEdit } from "../../tape/edits.ts";
import rule from "./tool-choice.ts";

const choose = (choice: Json): TapeEdit => askFor("tool_choice", choice);

export default faultsOf(rule, {
  unwanted: {
    "a call although none is wanted": on("call", choose("none")),
    "a call in a plain answer although none is wanted": on("plain-call", choose("none")),
  },
  missing: { "no call although one is required": on("no-call", choose("required")) },
  other: {
    "another function than the one that was named": on(
      "call",
      choose({ type: "function", name: "get_time" }),
    ),
    "a function outside the allowed ones": on(
      "parallel",
      choose({
        type: "allowed_tools",
        mode: "auto",
        tools: [{ type: "function", name: "get_time" }],
      }),
    ),
  },
});
