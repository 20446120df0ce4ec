import { describe, expect, it } from "vitest";
import { goodTape, judgeTapeBy, judging } from "../../test/support/judge.ts";
import {
  insertAfter,
  patch,
  patchAll,
  patchFinal,
  patchSnapshots,
  type TapeEdit,
} from "../tape/edits.ts";

const pending = {
  type: "response.steer.pending",
  reason: "waiting_for_required_input",
  required_input: [{ type: "custom_tool_call_output", call_id: "call_1" }],
  steer: { id: "steer_1", previous_response_id: "resp_text" },
};

describe("one answer, judged by openai of August and of November 2026", () => {
  it.each<[string, tape: string, TapeEdit, august: string[], november: string[]]>([
    [
      "a response that was steered",
      "incomplete",
      patchFinal("/incomplete_details/reason", "steered"),
      ["should schema/response"],
      [],
    ],
    [
      "access programs that are a text",
      "text",
      patchSnapshots("/access_programs", "standard"),
      [],
      ["must schema/response"],
    ],
    [
      "a compaction that names no item in its progress",
      "compaction",
      patchAll("response.compaction.compacting", "/item_id", undefined),
      [],
      ["must schema/event"],
    ],
    [
      "a call that is async in words",
      "call",
      patch("response.output_item.added", 0, "/item/async", "yes"),
      [],
      ["must schema/item"],
    ],
    [
      "a steering that waits after the end",
      "text",
      insertAfter("response.completed", 0, pending),
      ["must lifecycle/nothing-after-terminal"],
      [],
    ],
  ])("%s", async (_, name, edit, august, november) => {
    const revisions = [await judging("openai@2026-08-21"), await judging("openai@2026-11-17")];
    const broken = judgeTapeBy(edit(await goodTape(name)), revisions).map(({ findings }) =>
      findings.filter(({ level }) => level !== "may").map(({ level, rule }) => `${level} ${rule}`),
    );
    expect(broken).toEqual([august, november]);
  });
});
