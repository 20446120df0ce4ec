import { arrayAt, type Json } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, patch, patchAll, type TapeEdit } from "../../tape/edits.ts";
import rule from "./request.ts";

const everywhere = (pointer: string, value: Json): TapeEdit =>
  chain(
    ...["created", "in_progress", "completed"].map((name) =>
      patchAll(`response.${name}`, pointer, value),
    ),
  );

export default faultsOf(rule, {
  "instructions are not named": {
    tape: "echo",
    edit: everywhere("/response/instructions", null),
    finds: "differs",
  },
  "the temperature is the server's own": {
    tape: "echo",
    edit: everywhere("/response/temperature", 1),
    finds: "differs",
  },
  "the tools are gone": { tape: "echo", edit: everywhere("/response/tools", []), finds: "differs" },
  "the named tool reads auto": {
    tape: "echo",
    edit: everywhere("/response/tool_choice", "auto"),
    finds: "differs",
  },
  "store:false reads true": {
    tape: "echo",
    edit: everywhere("/response/store", true),
    finds: "differs",
  },
  "the metadata is lost in the final snapshot": {
    tape: "echo",
    edit: patch("response.completed", 0, "/response/metadata", {}),
    finds: "differs",
    alsoFires: ["lifecycle/snapshot-stable"],
  },
  "a plain answer forgets the metadata": {
    tape: "plain",
    edit: onBody((answer) => ({ ...answer, metadata: {} })),
    finds: "differs",
  },
  "truncation is on although nobody asked": {
    tape: "plain",
    edit: onBody((answer) => ({ ...answer, truncation: "auto" })),
    finds: "not-default",
  },
  "the format of the text is another": {
    tape: "echo",
    edit: everywhere("/response/text/format", { type: "json_object" }),
    finds: "differs",
  },
  "a tool of its own among them": {
    tape: "plain",
    edit: onBody((answer) => ({
      ...answer,
      tools: [
        ...(arrayAt(answer, "tools") ?? []),
        { type: "function", name: "own", description: null, parameters: null, strict: null },
      ],
    })),
    finds: "not-default",
  },
});
