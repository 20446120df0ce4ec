import { describe, expect, it } from "vitest";
import type { CreateRequest, Tool } from "../types.ts";
import { createRandomModel } from "./random-model.ts";
import { startReferenceServer } from "../server.ts";
import { Client, weatherTool } from "../test-kit.ts";

const tool = (name: string, rest: Partial<Tool> = {}): Tool => ({
  kind: "function",
  name,
  parameters: {},
  grammar: null,
  async: false,
  shown: {},
  ...rest,
});
type Asked = Pick<CreateRequest, "tools" | "toolChoice" | "parallel">;
const asked = (rest: Partial<Asked> = {}): CreateRequest =>
  ({
    tools: [tool("a"), tool("b")],
    toolChoice: { mode: "required", only: null },
    parallel: true,
    ...rest,
  }) as CreateRequest;
const many = <T>(make: () => T): T[] => Array.from({ length: 60 }, make);

describe("a model that pays no attention", () => {
  it("says the same with the same seed, and something else with another", () => {
    const said = (seed: number): string[] => {
      const randomModel = createRandomModel(seed);
      return many(() => randomModel.words());
    };
    expect(said(1)).toEqual(said(1));
    expect(said(1)).not.toEqual(said(2));
    expect(new Set(said(1)).size).toBeGreaterThan(50);
    for (const words of said(3)) expect(words).toMatch(/^[a-zéñ]+\.?( [a-zéñ]+\.?)*$/);
  });

  it("calls only what it is forced to", () => {
    const randomModel = createRandomModel(1);
    const names = (rest: Partial<Asked>): string[][] =>
      many(() => randomModel.calls(asked(rest)).map((call) => call.tool.name));
    expect(new Set(names({}).flat())).toEqual(new Set(["a", "b"]));
    expect(new Set(names({}).map((list) => list.length))).toEqual(new Set([1, 2]));
    expect(new Set(names({ parallel: false }).map((list) => list.length))).toEqual(new Set([1]));
    expect(new Set(names({ toolChoice: { mode: "required", only: ["b"] } }).flat())).toEqual(
      new Set(["b"]),
    );
    for (const mode of ["auto", "none"] as const)
      expect(names({ toolChoice: { mode, only: null } }).flat()).toEqual([]);
  });

  it("gives arguments and inputs that are valid, by chance among those that are", () => {
    const randomModel = createRandomModel(1);
    const parameters = { properties: { c: { enum: ["x", "y"] } }, required: ["c"] };
    const grammar = { syntax: "regex", definition: "^ab$" } as const;
    const texts = (one: Tool): Set<string> =>
      new Set(
        many(() => randomModel.calls(asked({ tools: [one] }))).flatMap((calls) =>
          calls.map(({ text }) => text),
        ),
      );
    expect(texts(tool("f", { parameters }))).toEqual(new Set(['{"c":"x"}', '{"c":"y"}']));
    expect(texts(tool("g", { kind: "custom", grammar }))).toEqual(new Set(["ab"]));
    expect(texts(tool("h", { kind: "custom" })).size).toBeGreaterThan(30);
  });

  it("answers through the server without knowing what was said", async () => {
    const server = await startReferenceServer({ randomSeed: 1 });
    const client = new Client(server);
    const reply = await client.create({ input: "Say: 12345", tools: [weatherTool] });
    const forced = await client.create({
      input: "Hi",
      tools: [weatherTool],
      tool_choice: "required",
    });
    await server.close();
    expect(reply.status).toBe(200);
    expect(JSON.stringify(reply.json["output"])).not.toContain("12345");
    expect(JSON.stringify(reply.json["output"])).toContain('"output_text"');
    expect(JSON.stringify(forced.json["output"])).toContain('"function_call"');
  });
});
