import type { Json, JsonObject } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { askFor, patchRequest, patchSnapshots, type TapeEdit } from "../../tape/edits.ts";
import rule from "./tool-choice.ts";

const named = (name: string): JsonObject => ({
  type: "function",
  name,
  description: null,
  parameters: { type: "object", properties: {}, additionalProperties: true },
  strict: false,
});
const choose = (choice: Json): TapeEdit => askFor("tool_choice", choice);

export default faultsOf(rule, {
  unwanted: {
    "a call is made with tool_choice none": on("call", [choose("none")]),
    "a plain answer has a call with tool_choice none": on("plain-call", [choose("none")]),
  },
  missing: { "no call is made with tool_choice required": on("no-call", [choose("required")]) },
  ignored: {
    "tools are accepted and ignored, and the response says so": on("no-call", [
      patchRequest({ tool_choice: "required" }),
      patchSnapshots("/tools", []),
    ]),
  },
  other: {
    "the called function is not the named one": on("call", [
      askFor("tools", [named("get_weather"), named("get_time")]),
      choose({ type: "function", name: "get_time" }),
    ]),
    "the called function is not an allowed one": on("parallel", [
      choose({
        type: "allowed_tools",
        mode: "auto",
        tools: [{ type: "function", name: "get_time" }],
      }),
    ]),
  },
});
