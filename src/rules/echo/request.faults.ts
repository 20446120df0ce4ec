import { arrayAt, type Json } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import {
  type TapeEdit,
  chain,
  onBody,
  patchAll,
  patchBody,
  patchFinal,
  patchRequest,
} from "../../tape/edits.ts";
import rule from "./request.ts";

const everywhere = (pointer: string, value: Json): TapeEdit =>
  chain(
    ...["created", "in_progress", "completed"].map((name) =>
      patchAll(`response.${name}`, pointer, value),
    ),
  );

export default faultsOf(rule, {
  rounded: {
    "the temperature comes back in single precision": on("echo", [
      patchRequest({ temperature: 0.8 }),
      everywhere("/response/temperature", 0.800000011920929),
    ]),
  },
  differs: {
    "the instructions are missing": on("echo", [everywhere("/response/instructions", null)]),
    "the temperature is the default of the server": on("echo", [
      everywhere("/response/temperature", 1),
    ]),
    "the tools are missing": on("echo", [everywhere("/response/tools", [])]),
    "the named tool_choice is auto": on("echo", [everywhere("/response/tool_choice", "auto")]),
    "store:false is echoed as true": on("echo", [everywhere("/response/store", true)]),
    "the metadata is lost in the final snapshot": on("echo", [patchFinal("/metadata", {})], {
      alsoFires: ["lifecycle/snapshot-stable"],
    }),
    "a plain answer has no metadata": on("plain", [patchBody("/metadata", {})]),
    "a tool has lost its async": on(
      "plain",
      [
        patchRequest({ tools: [{ type: "function", name: "look_up", async: true }] }),
        patchBody("/tools", [
          { type: "function", name: "look_up", description: null, parameters: null, strict: null },
        ]),
      ],
      { dialects: ["openai"] },
    ),
    "another mode of the prompt cache was applied": on(
      "plain",
      [
        patchRequest({ prompt_cache_options: { mode: "explicit", ttl: "30m" } }),
        patchBody("/prompt_cache_options", { mode: "implicit", ttl: "30m" }),
      ],
      { dialects: ["openai"] },
    ),
    "the format of the text differs": on("echo", [
      everywhere("/response/text/format", { type: "json_object" }),
    ]),
  },
  "not-default": {
    "truncation is auto although it was not requested": on("plain", [
      patchBody("/truncation", "auto"),
    ]),
    "a tool is added that was not offered": on("plain", [
      onBody((answer) => ({
        ...answer,
        tools: [
          ...(arrayAt(answer, "tools") ?? []),
          { type: "function", name: "own", description: null, parameters: null, strict: null },
        ],
      })),
    ]),
  },
});
