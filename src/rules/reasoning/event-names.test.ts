import { expect, it } from "vitest";
import { says } from "../../../test/support/one-rule.ts";
import { insertAfter } from "../../tape/edits.ts";
import eventNames from "./event-names.ts";

it.each([
  ["response.reasoning.delta", 1],
  ["response.reasoning_content.part.added", 1],
  ["response.reasoning.step", 0],
  ["response.reasoning_effort.changed", 0],
  ["acme:response.reasoning.step", 0],
  ["response.reasonings", 0],
])("says of %s whether it is reasoning by another name", async (type, times) => {
  const edit = insertAfter("response.output_item.added", 0, { type });
  expect(await says(eventNames, "openai", "text", edit)).toHaveLength(times);
});
