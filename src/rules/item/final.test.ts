// What the rules on the final output leave alone, and where they look twice.
import { describe, expect, it } from "vitest";
import { evaluates, moreItem, says } from "../../../test/support/one-rule.ts";
import type { JsonObject } from "../../json/json.ts";
import { chain, onBody, patch, setAt, type TapeEdit } from "../../tape/edits.ts";
import doneEqualsOutput from "./done-equals-output.ts";
import idUnique from "./id-unique.ts";
import incompleteIsLast from "./incomplete-is-last.ts";

const streamed = (item: JsonObject, final: JsonObject): TapeEdit =>
  moreItem({ ...item, status: "in_progress" }, item, final);
const program = { type: "program", id: "prog_1", status: "completed", code: "1", fingerprint: "a" };
const image = { type: "image_generation_call", id: "ig_1", status: "completed", result: "aQ==" };
const call = { type: "function_call", id: "fc_1", call_id: "call_1", name: "run", arguments: "{}" };
const thought = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "a" };
const message = { type: "message", id: "msg_2", status: "completed", role: "assistant" };
const part = { type: "output_text", text: "More.", annotations: [], logprobs: [] };
const noOutput = chain(
  patch("response.output_item.added", 0, "/item", undefined),
  patch("response.output_item.done", 0, "/item", undefined),
  patch("response.completed", 0, "/response/output", []),
);
const finalText = "/response/output/0/content/0";
const body = (edits: Record<string, JsonObject | JsonObject[] | string | null>): TapeEdit =>
  onBody((whole) => {
    for (const [pointer, value] of Object.entries(edits))
      setAt(whole, pointer, structuredClone(value) ?? undefined);
    return whole;
  });

describe("item/done-equals-output", () => {
  it.each<[string, TapeEdit]>([
    ["a new fingerprint of a program", streamed(program, { ...program, fingerprint: "b" })],
    ["an image without its result", streamed(image, { ...image, result: null })],
    ["arguments in a buffer of their own", streamed(call, { ...call, arguments: '{"a":1}' })],
    ["reasoning that is encrypted anew", streamed(thought, { ...thought, encrypted_content: "b" })],
    ["no logprobs", patch("response.completed", 0, `${finalText}/logprobs`, undefined)],
    ["other logprobs", patch("response.completed", 0, `${finalText}/logprobs`, [{ token: "a" }])],
    [
      "no annotations for an empty list",
      patch("response.completed", 0, `${finalText}/annotations`, undefined),
    ],
    ["null for an empty list", patch("response.completed", 0, `${finalText}/annotations`, null)],
    [
      "an empty list for nothing",
      patch("response.output_item.done", 0, "/item/content/0/annotations", undefined),
    ],
    ["null for nothing", patch("response.completed", 0, "/response/output/0/phase", null)],
    ["no status", patch("response.completed", 0, "/response/output/0/status", undefined)],
    ["status null", patch("response.completed", 0, "/response/output/0/status", null)],
  ])("lets the final output have %s", async (_, edit) => {
    expect(await says(doneEqualsOutput, "openai", "text", edit)).toEqual([]);
    expect(await evaluates(doneEqualsOutput, "text", edit)).toBe(1);
  });

  it.each<[string, TapeEdit, string]>([
    [
      "fields of one type on another",
      streamed(
        { ...message, fingerprint: "a", result: "a", arguments: "a" },
        { ...message, fingerprint: "b", result: "a", arguments: "a" },
      ),
      'must item 1 of the final output differs from its output_item.done at /fingerprint | event 14 /response/output/1/fingerprint: "b" (see 13)',
    ],
    [
      "another code of a program with a new fingerprint",
      streamed(program, { ...program, fingerprint: "b", code: "2" }),
      'must item 1 of the final output differs from its output_item.done at /code | event 14 /response/output/1/code: "2" (see 13)',
    ],
    [
      "another status of an image without its result",
      streamed(image, { ...image, result: null, status: "failed" }),
      'must item 1 of the final output differs from its output_item.done at /status | event 14 /response/output/1/status: "failed" (see 13)',
    ],
    [
      "a list that is not empty",
      patch("response.completed", 0, `${finalText}/annotations`, [{ type: "note" }]),
      'must item 0 of the final output differs from its output_item.done at /content/0/annotations/0 | event 12 /response/output/0/content/0/annotations/0: {"type":"note"} (see 11)',
    ],
    [
      "a value for nothing",
      patch("response.completed", 0, "/response/output/0/phase", "final_answer"),
      'must item 0 of the final output differs from its output_item.done at /phase | event 12 /response/output/0/phase: "final_answer" (see 11)',
    ],
    [
      "a list for a value",
      patch("response.completed", 0, "/response/output/0/role", []),
      "must item 0 of the final output differs from its output_item.done at /role | event 12 /response/output/0/role: [] (see 11)",
    ],
    [
      "nothing for a list that is not empty",
      patch("response.completed", 0, "/response/output/0/content", null),
      "must item 0 of the final output differs from its output_item.done at /content | event 12 /response/output/0/content: null (see 11)",
    ],
    [
      "another status",
      patch("response.completed", 0, "/response/output/0/status", "incomplete"),
      'must item 0 of the final output differs from its output_item.done at /status | event 12 /response/output/0/status: "incomplete" (see 11)',
    ],
  ])("notices %s", async (_, edit, said) => {
    expect(await says(doneEqualsOutput, "openai", "text", edit)).toEqual([said]);
  });

  it("names an item without type as such", async () => {
    const item = { id: "x_1", status: "completed" };
    const lost = await says(doneEqualsOutput, "openai", "text", moreItem(item, item));
    expect(lost).toEqual([
      "must 1 of 2 streamed items are missing from the final output; the first is item 1 (no type) | event 14 /response/output: 1 items (see 13)",
    ]);
    const more = await says(
      doneEqualsOutput,
      "openai",
      "text",
      moreItem(undefined, undefined, item),
    );
    expect(more).toEqual([
      'must the final output has an item (no type) that was not streamed | event 12 /response/output/1: {"id":"x_1","status":"completed"}',
    ]);
  });

  it("evaluates nothing where nothing was streamed and nothing stands in the output", async () => {
    expect(await evaluates(doneEqualsOutput, "text", noOutput)).toBe(0);
  });
});

describe("item/incomplete-is-last", () => {
  const cut = (index: number, status: string | undefined): TapeEdit =>
    patch("response.incomplete", 0, `/response/output/${index}/status`, status);
  const reason = (value: string): TapeEdit =>
    patch("response.incomplete", 0, "/response/incomplete_details/reason", value);

  it.each<[string, string, TapeEdit]>([
    [
      "an incomplete message before an item without status",
      "incomplete-call",
      chain(cut(0, "incomplete"), cut(1, undefined)),
    ],
    ["a completed message before an item without status", "incomplete-call", cut(1, undefined)],
    [
      "a completed message that a filter ended",
      "incomplete",
      chain(cut(0, "completed"), reason("content_filter")),
    ],
    [
      "a search that the limit fell behind",
      "incomplete",
      chain(
        cut(0, "completed"),
        patch("response.incomplete", 0, "/response/output/0/type", "web_search_call"),
      ),
    ],
    [
      "a last item without type",
      "incomplete",
      chain(
        cut(0, "completed"),
        patch("response.incomplete", 0, "/response/output/0/type", undefined),
      ),
    ],
  ])("lets %s be", async (_, tape, edit) => {
    expect(await says(incompleteIsLast, "openai", tape, edit)).toEqual([]);
    expect(await evaluates(incompleteIsLast, tape, edit)).toBe(1);
  });

  it("counts what follows the incomplete item", async () => {
    const edit = patch("response.completed", 0, "/response/output/1/status", "incomplete");
    const ended = chain(edit, patch("response.completed", 0, "/type", "response.incomplete"));
    expect(await says(incompleteIsLast, "openresponses", "parallel", ended)).toEqual([
      "must item 1 is incomplete, but 1 more follow it | event 20 /response/output/1/status: item 1 of 3",
    ]);
  });

  it("takes a custom tool call for one that the model writes", async () => {
    const edit = chain(
      patch("response.completed", 0, "/response/incomplete_details", {
        reason: "max_output_tokens",
      }),
      patch("response.completed", 0, "/type", "response.incomplete"),
    );
    expect(await says(incompleteIsLast, "openai", "custom-tool", edit)).toEqual([
      "should the response was cut off (max_output_tokens), but its last item 0 is completed | event 7 /response/output/0/status: completed",
    ]);
  });

  it("evaluates nothing without output, nor where a response failed", async () => {
    expect(await evaluates(incompleteIsLast, "text", noOutput)).toBe(0);
    expect(await evaluates(incompleteIsLast, "plain", body({ "/status": "failed" }))).toBe(0);
    expect(await evaluates(incompleteIsLast, "plain", body({ "/status": null }))).toBe(0);
  });
});

describe("item/id-unique", () => {
  const twin = (id: string | null): TapeEdit =>
    body({ "/output/1": { ...message, content: [part] }, "/output/0/id": id, "/output/1/id": id });

  it("leaves ids that are missing or empty to others", async () => {
    for (const edit of [twin(null), twin("")]) {
      expect(await says(idUnique, "openai", "plain", edit)).toEqual([]);
      expect(await evaluates(idUnique, "plain", edit)).toBe(0);
    }
    expect(await evaluates(idUnique, "plain", twin("x"))).toBe(2);
  });
});
