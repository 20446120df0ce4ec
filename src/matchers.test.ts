import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect as jestExpect } from "expect";
import { describe, expect, it } from "vitest";
import { goodTape } from "../test/support/judge.ts";
import { loadBuiltinDialect } from "./dialect/dialect.ts";
import { loadDialect } from "./index.ts";
import { toConform } from "./matchers.ts";

expect.extend({ toConform });
jestExpect.extend({ toConform });

const good = Buffer.from((await goodTape("text")).exchanges[0]?.bytes ?? []).toString("utf8");
const bad = good.replace('"delta":"', '"delta":"x');
const streamed = { headers: { "content-type": "text/event-stream" } };
/** A dialect to which the bad stream breaks a SHOULD, and no MUST. */
const lenient = await (async () => {
  const folder = mkdtempSync(join(tmpdir(), "matchers-"));
  const file = join(folder, "lenient.yaml");
  writeFileSync(file, "extends: openresponses\nlevels: { text/deltas-equal-done: should }\n");
  return loadDialect(file).finally(() => rmSync(folder, { recursive: true }));
})();

/** What a failing matcher says, without the date of the newest revision and the number of rules. */
async function told(matching: Promise<unknown>): Promise<string> {
  return matching.then(
    () => "it passed",
    (error: unknown) =>
      (error instanceof Error ? error.message : String(error))
        .replaceAll(loadBuiltinDialect("openresponses").revision, "DATE")
        .replace(/\d+ rules exercised/, "N rules exercised"),
  );
}

describe.each([
  ["vitest", expect],
  ["jest", jestExpect as unknown as typeof expect],
])("toConform in %s", (_, expectThat) => {
  it("passes what conforms, and fails what does not", async () => {
    await expectThat(new Response(good, streamed)).toConform();
    await expectThat(Buffer.from(good)).toConform({ dialect: ["openresponses", "openai"] });
    await expectThat(bad).not.toConform();
    await expectThat(Promise.resolve(good)).resolves.toConform();
    const [openai] = good.split("data: [DONE]");
    await expectThat(openai).toConform({ dialect: "openai" });
    await expectThat(openai).not.toConform({ dialect: ["openai", "openresponses"] });
  });

  it("says what is wrong as the console does, without colour", async () => {
    expect(await told(expectThat(bad).toConform({ name: "my server's stream" })))
      .toMatchInlineSnapshot(`
        "expected my server's stream to conform

        FAIL  text/deltas-equal-done  MUST   my server's stream
          response.output_text.done differs from the concatenation of its deltas
               4 | output_text.delta  "xThe wea"
               5 | output_text.delta  "ther is"
                 | ... 2 more events
               8 | output_text.delta  "day."
               9 | output_text.done   "The weather is sunny today."
                 |                     ^ differs at character 1
          at        event 9 response.output_text.done  /text  line 28, byte 2788
          expected  "xThe weather is sunny today." (5 deltas)
          actual    "The weather is sunny today."
          spec      Open Responses DATE, streaming: https://www.openresponses.org/specification#streaming

        NOT CONFORMANT to Open Responses DATE: 1 MUST finding, N rules exercised"
      `);
    expect(await told(expectThat(good).not.toConform())).toMatchInlineSnapshot(`
      "expected the stream to violate a MUST, but it conforms

      CONFORMANT to Open Responses DATE: N rules exercised"
    `);
  });

  it("fails where nothing was judged, whatever was expected", async () => {
    const message = await told(expectThat("").toConform());
    expect(message).toMatchInlineSnapshot(`
      "toConform has no verdict

      NOT TESTED against Open Responses DATE: no rule was exercised: the selected rules found nothing to judge. Check that the answer or the file comes from the Responses API"
    `);
    expect(await told(expectThat("").not.toConform())).toBe(message);
    const limits = { streamBytes: 100 };
    const untested = "the stream is larger than limits.streamBytes (100B)";
    expect(await told(expectThat(good).toConform({ limits }))).toContain(untested);
    expect(await told(expectThat(good).not.toConform({ limits }))).toContain(untested);
  });

  it("counts a SHOULD only when it is strict", async () => {
    const strict = await told(expectThat(bad).toConform({ dialect: lenient, strict: true }));
    expect(strict).toContain("expected the stream to conform, without SHOULD violations");
    expect(strict).toContain("WARN  text/deltas-equal-done  SHOULD");
    await expectThat(bad).toConform({ dialect: lenient });
  });

  it("hands on what is wrong use", async () => {
    expect(await told(expectThat(7).toConform())).toContain("number cannot be judged");
    expect(await told(expectThat(good).not.toConform({ dialect: "opnai" }))).toContain(
      'Did you mean "openai"?',
    );
  });
});
