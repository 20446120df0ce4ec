import { describe, expect, it } from "vitest";
import { sayings } from "../../../test/support/say.ts";
import { rules } from "../index.ts";
import type { Json } from "../../json/json.ts";
import { mergeBody, patchBody, patchFinal, patchRequest, type TapeEdit } from "../../tape/edits.ts";
import { compactRules } from "./index.ts";

const trigger = (...after: Json[]): TapeEdit =>
  patchRequest({
    input: [{ role: "user", content: "Hello." }, { type: "compaction_trigger" }, ...after],
  });
const says = (tape: string, ...edits: TapeEdit[]): Promise<string[]> =>
  sayings({ rules: compactRules, tape, edits });
const ignored = (pointer: string): string =>
  "must compact/item: the input ends with a compaction_trigger, but the response has no compaction item" +
  ` | ${pointer} | an item of type compaction | ["message"]`;

describe("a compaction trigger", () => {
  it("is answered with a compaction item", async () => {
    expect(await says("compaction-trigger")).toEqual([]);
    expect(await says("text", trigger())).toEqual([ignored("/response/output")]);
    expect(await says("plain", trigger())).toEqual([ignored("/output")]);
  });

  it("may be answered with an item that only the stream has, or only its end", async () => {
    expect(await says("compaction-trigger", patchFinal("/output", []))).toEqual([]);
    expect(await says("compaction-trigger", patchFinal("/output", null))).toEqual([]);
  });

  it.each(["failed", "incomplete", "queued"])(
    "asks nothing of a response that is %s",
    async (status) => {
      expect(await says("plain", trigger(), mergeBody({ status }))).toEqual([]);
    },
  );

  it("counts only as the last item", async () => {
    expect(await says("text", trigger({ role: "user", content: "Hello." }))).toEqual([]);
  });
});

describe("a compaction", () => {
  const missing = (came: string): string =>
    "must compact/item: the conversation was compacted, but the output has no compaction item" +
    ` | /output | an item of type compaction | ${came}`;
  it.each<[string, Json, string[]]>([
    ["has no items", [], [missing("[]")]],
    ["repeats the messages alone", [{ type: "message" }, 5], [missing('["message","?"]')]],
    ["has an item of an older name", [{ type: "compaction_summary" }], []],
    ["has no output", null, []],
  ])("%s", async (_, output, said) => {
    expect(await says("compacted", patchBody("/output", output))).toEqual(said);
  });

  it("is judged in openai alone", async () => {
    const edits = [patchBody("/output", [])];
    const of = { rules: compactRules, tape: "compacted", edits };
    expect(await sayings({ ...of, dialect: "openresponses" })).toEqual([]);
  });
});

describe("what else a compaction must have is found by other rules", () => {
  const found = async (tape: string, edit: TapeEdit): Promise<string[]> =>
    (await sayings({ rules, tape, edits: [edit] })).map((line) => line.split(" |")[0] ?? "");
  it.each<[string, string, TapeEdit, string]>([
    [
      "its usage",
      "compacted",
      patchBody("/usage", undefined),
      "usage/present-at-end: the response is a compaction, but it has no usage",
    ],
    [
      "the id of its item",
      "compacted",
      patchBody("/output/0/id", undefined),
      'schema/body: items/compaction: required field "id" is missing',
    ],
    [
      "the time of its creation",
      "compacted",
      patchBody("/created_at", undefined),
      'schema/body: bodies/compaction: required field "created_at" is missing',
    ],
    [
      "the usage of a response that compacts",
      "compaction-trigger",
      patchFinal("/usage", undefined),
      "usage/present-at-end: the response is completed, but it has no usage",
    ],
  ])("%s", async (_, tape, edit, said) => {
    expect(await found(tape, edit)).toEqual([`must ${said}`]);
  });
});
