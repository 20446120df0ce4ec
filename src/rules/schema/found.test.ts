import { describe, expect, it } from "vitest";
import { found } from "../../../test/support/found.ts";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import { says } from "../../../test/support/one-rule.ts";
import {
  chain,
  insertAfter,
  onBody,
  onHead,
  onText,
  patch,
  type TapeEdit,
} from "../../tape/edits.ts";
import schemaItem from "./item.ts";

describe("all that is said of an answer with one thing wrong", () => {
  it.each<[string, string, TapeEdit, string[]]>([
    [
      "an unknown id is answered with a response that has next to nothing",
      "unknown-id",
      chain(
        onHead((head) => ({ ...head, status: 200 })),
        onBody(() => ({ object: "response", id: "resp_9" })),
      ),
      [
        "lifecycle/status-matches-event unknown nowhere",
        "state/not-found wrong-status nowhere so schema/timestamps absent x1 so schema/response left-out x1",
      ],
    ],
    [
      "a delete fails under the status of success",
      "deleted",
      onBody(
        () => ({ error: { type: "server_error", message: "It failed.", code: null, param: null } }),
        1,
      ),
      [
        "http/error-status served nowhere so schema/body invalid x1 so state/delete not-confirmed x1",
      ],
    ],
    [
      "the answer to a delete is no JSON",
      "deleted",
      onText(() => "deleted", 1),
      ["http/json-content-type not-json nowhere", "state/delete not-confirmed nowhere"],
    ],
    [
      "the answer to a delete is null",
      "deleted",
      onBody(() => null, 1),
      ["schema/body invalid nowhere", "state/delete not-confirmed nowhere"],
    ],
    [
      "a response was created in the first second of all",
      "plain",
      onBody((body) => ({ ...body, created_at: 0 })),
      [],
    ],
  ])("%s", async (_, tape, edit, expected) => {
    expect(await found("openai", tape, edit)).toEqual(expected);
  });
});

it("an event of a type that has no schema is not taken for a valid one", async () => {
  const tape = await goodTape("text");
  const times = async (edit: TapeEdit): Promise<number | undefined> =>
    judgeTape(edit(tape), await judging("openai")).exercised["schema/event"];
  const more = insertAfter("response.in_progress", 0, { type: "acme:thinking" });
  expect(await times(more)).toBe(await times((same) => same));
});

it("an item that only an input can have is told of where it is added", async () => {
  const edit = patch("response.output_item.added", 0, "/item", {
    type: "configuration_update",
    id: "cfg_1",
    reasoning: {},
  });
  expect(await says(schemaItem, "openai", "text", edit)).toContain(
    "must configuration_update is an item of an input; the output has one | event 2 /item/type: configuration_update",
  );
});
