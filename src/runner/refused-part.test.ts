import { describe, expect, it } from "vitest";
import { refusal, resultOf, run, scenario, serving, type Reply } from "./run.testing.ts";

const asking = (body: string): ReturnType<typeof scenario> =>
  scenario(
    "a/part",
    `steps:\n  - id: ask\n    post: /responses\n    body: ${body}\n    expect: { status: 200 }\n`,
  );

/** What is said of a scenario that sends this body, where such requests are answered so. */
async function said(body: string, field: string, reply: Reply): Promise<[string, string]> {
  const server = await serving((asked) => (asked.body[field] === undefined ? undefined : reply));
  const { verdict, reason = "" } = resultOf(await run(server, [asking(body)]), "a/part");
  return [verdict, reason];
}

describe("a part of a feature that is refused in words", () => {
  it.each([
    ["{ input: hi, tool_choice: required }", "tool_choice", "tool_choice must be auto"],
    ["{ input: hi, background: true, stream: true }", "background", "background cannot stream"],
    [
      "{ input: hi, tools: [{ type: custom, name: f, format: { type: grammar, syntax: lark, definition: x } }] }",
      "tools",
      "grammars are not supported",
    ],
    [
      `{ input: "${"word ".repeat(1000)}", user: me }`,
      "user",
      "This model's maximum context length is 512 tokens",
    ],
  ])("does not apply: %.60s", async (body, field, words) => {
    const [verdict, reason] = await said(body, field, refusal(400, words));
    expect(verdict).toBe("n/a");
    expect(reason).toContain(`400: "${words}"`);
  });

  it.each<[string, Reply]>([
    ["names neither field nor feature", refusal(400, "Bad request")],
    ["is no error object", { status: 400, json: { detail: "tool_choice is wrong" } }],
    ["is about the value", refusal(400, "tool_choice.name names a tool that is not in tools")],
    ["is a crash", refusal(500, "tool_choice")],
    ["says that the route is unknown", refusal(404, "no tool_choice here")],
  ])("is a failure where the refusal %s", async (_, reply) => {
    const [verdict] = await said("{ input: hi, tool_choice: required }", "tool_choice", reply);
    expect(verdict).toBe("fail");
  });

  it("is a failure where something else is refused", async () => {
    const [verdict] = await said("{ input: hi, user: me }", "user", refusal(400, "no user"));
    expect(verdict).toBe("fail");
  });
});
