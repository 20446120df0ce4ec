import { describe, expect, it } from "vitest";
import type { Json } from "../json/json.ts";
import { extract } from "../scenario/observed.ts";
import { describeRefusal } from "./refusal.ts";

const refusing = (status: number, body: Json | undefined): string =>
  describeRefusal(extract({ status, headers: {}, events: [], response: undefined, body }));

describe("a refusal is told with the server's words", () => {
  it.each<[Json, string]>([
    [{ error: { message: "no tools" } }, '400: "no tools"'],
    [{ error: "no tools" }, '400: "no tools"'],
    [{ message: "no tools" }, '400: "no tools"'],
    [{ detail: "no tools" }, '400: "no tools"'],
    [
      {
        detail: [
          { type: "extra_forbidden", loc: ["body", "tools", 0], msg: "not permitted" },
          { msg: "and more" },
        ],
      },
      '400: "body.tools.0: not permitted; and more"',
    ],
    [{ detail: [] }, "400"],
    ["no tools", "400"],
  ])("%j", (body, told) => {
    expect(refusing(400, body)).toBe(told);
  });

  it("whole, up to a bearable length", () => {
    expect(refusing(400, { error: { message: "x".repeat(900) } })).toHaveLength(907);
    expect(refusing(400, { error: { message: "x".repeat(9000) } }).length).toBeLessThan(1010);
  });
});
