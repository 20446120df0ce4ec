import { describe, expect, it } from "vitest";
import {
  deltaEvents,
  families,
  familyOfItem,
  familyOfPart,
  textEventOf,
  textInItem,
  textOfPart,
} from "./families.ts";

describe("families", () => {
  it("are found by their events, and know where their text ends up", () => {
    for (const family of families)
      for (const name of Object.keys(family.events)) {
        expect(textEventOf(`${name}.delta`)).toEqual({ family, delta: true });
        expect(textEventOf(`${name}.done`)).toEqual({ family, delta: false });
        expect(deltaEvents).toContain(`${name}.delta`);
      }
    expect(textEventOf("response.shell_call_command.added")).toBeUndefined();
    const item = {
      content: [{ text: "t", refusal: "r" }],
      summary: [{ text: "s" }],
      arguments: "a",
      input: "i",
      code: "c",
      operation: { diff: "d" },
      action: { commands: ["ls"] },
    };
    expect(
      Object.fromEntries(families.map((family) => [family.name, textInItem(family, 0, item)])),
    ).toMatchObject({
      output_text: { pointer: "/content/0/text", value: "t" },
      refusal: { pointer: "/content/0/refusal", value: "r" },
      reasoning_text: { pointer: "/content/0/text", value: "t" },
      reasoning_summary: { pointer: "/summary/0/text", value: "s" },
      function_arguments: { pointer: "/arguments", value: "a" },
      custom_input: { pointer: "/input", value: "i" },
      mcp_arguments: { pointer: "/arguments", value: "a" },
      code: { pointer: "/code", value: "c" },
      patch_diff: { pointer: "/operation/diff", value: "d" },
      shell_command: { pointer: "/action/commands/0", value: "ls" },
    });
    for (const none of [{}, { action: { commands: [5] } }])
      for (const family of families) expect(textInItem(family, 0, none).value).toBeUndefined();
  });

  it("have no delta events but their own", () => {
    for (const type of deltaEvents) expect(textEventOf(type)?.delta).toBe(true);
  });

  it("are found by the type of the part, or by that of the item", () => {
    expect(familyOfPart("refusal")?.name).toBe("refusal");
    expect(familyOfPart("input_text")).toBeUndefined();
    expect(familyOfPart(undefined)).toBeUndefined();
    expect(familyOfItem("mcp_call")?.name).toBe("mcp_arguments");
    expect(familyOfItem("function_call")?.name).toBe("function_arguments");
    // Their texts are in parts.
    expect(familyOfItem("message")).toBeUndefined();
    expect(familyOfItem("reasoning")).toBeUndefined();
  });

  it("share the fields that hold the text of a part", () => {
    expect(textOfPart({ type: "refusal", refusal: "no" })).toBe("no");
    expect(textOfPart({ type: "summary_text", text: "" })).toBe("");
    expect(textOfPart({ type: "input_image", image_url: "x" })).toBeUndefined();
    expect(textOfPart(undefined)).toBeUndefined();
  });
});
