// The matcher as the types of Vitest and of Jest know it. Compiled only.
import { expect as jestExpect } from "expect";
import { expect, it } from "vitest";
import { toConform } from "responses-conformance/matchers";

expect.extend({ toConform });
jestExpect.extend({ toConform });

it("is known to both", async () => {
  const done: Promise<void> = expect(new Response("")).toConform({ dialect: "openai" });
  await done;
  await expect("").not.toConform();
  await expect(Promise.resolve("")).resolves.toConform({ strict: true });
  await jestExpect("").not.toConform({ rules: ["usage/*"] });
  // @ts-expect-error: there is no such option
  await expect("").toConform({ dialects: "openai" });
  // @ts-expect-error: nor in Jest
  await jestExpect("").not.toConform({ dialects: "openai" });
});
