import { describe, expect, it } from "vitest";
import { isObject, type Json, type JsonObject } from "../json/json.ts";
import type { Capability } from "../scenario/types.ts";
import {
  callItem,
  dialect,
  refusal,
  responseObject,
  resultOf,
  run,
  scenario,
  serving,
  stream,
  verdicts,
  type Answer,
  type Reply,
} from "./run.testing.ts";

const needing = (capability: Capability): ReturnType<typeof scenario> =>
  scenario(
    `needs/${capability}`,
    `needs: [${capability}]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: scenario }\n    expect: { status: 200 }\n`,
  );

/** A server that takes any request, and answers as if only the input were there. @param extra more of the response */
const deaf =
  (
    extra: (body: JsonObject) => JsonObject = () => ({}),
    text?: (body: JsonObject) => string,
  ): Answer =>
  ({ method, path, body }) => {
    if (method !== "POST" || path !== "/responses") return undefined;
    const response = responseObject(extra(body), text?.(body));
    return body["stream"] === true ? stream(response) : { json: response };
  };

const both = async () => ({ dialects: [await dialect(), await dialect("openai")] });

/** What a run says of a capability, and of the scenario that needs it. */
async function said(capability: Capability, answer: Answer): Promise<string[]> {
  const server = await serving(answer);
  return verdicts(await run(server, [needing(capability)], await both()));
}

const noUsage = { usage: null };
/** What an input says, whatever its form. */
const words = (input: Json | undefined): string => JSON.stringify(input ?? "");

describe("a capability that is accepted and ignored", () => {
  const told = (capability: string, verdict: string): string[] => [
    `capability/${capability}: ${verdict}`,
    `needs/${capability}: n/a n/a`,
  ];
  it.each<[string, Capability, Answer, string]>([
    ["tools, by an honest echo", "tools", deaf(() => ({ tools: [], ...noUsage })), "fail fail"],
    ["tools, by the tokens", "tools", deaf(({ tools = [] }) => ({ tools })), "fail fail"],
    ["custom tools", "custom-tools", deaf(() => ({ tools: [] })), "pass fail"],
    [
      "a schema, by an honest echo",
      "structured",
      deaf(() => ({ text: { format: { type: "text" } } })),
      "fail fail",
    ],
    ["a format that is not echoed", "json-object", deaf(), "fail fail"],
    ["reasoning", "reasoning", deaf(({ reasoning = null }) => ({ reasoning })), "warn warn"],
    [
      "an earlier turn, by an honest echo",
      "chain",
      deaf(
        () => ({ previous_response_id: null, ...noUsage }),
        ({ input }) => words(input),
      ),
      "fail fail",
    ],
    ["log probabilities", "logprobs", deaf(), "pass warn"],
    ["the background", "background", deaf(), "pass pass"],
  ])(
    "%s: one cause of the run, and what needs it is not tested",
    async (_, name, answer, verdict) => {
      expect(await said(name, answer)).toEqual(told(name, verdict));
    },
  );

  it("says what was seen, where, and what to do", async () => {
    const server = await serving(deaf(() => ({ tools: [] })));
    const result = await run(server, [needing("tools")]);
    const seen =
      'no tool was called, not even one that was required, and the response has "tools": [] (POST /responses answered 200)';
    expect(resultOf(result, "capability/tools").expectations).toMatchObject([
      {
        message: `the capability tools is accepted and ignored: ${seen}. Honour what is asked for, or refuse it with status 400.`,
        level: "must",
      },
    ]);
    expect(result.scenarios[0]?.steps).toMatchObject([
      { id: "probe", method: "POST", status: 200 },
    ]);
    expect(result.capabilities).toEqual([{ capability: "tools", state: "ignored", reason: seen }]);
    expect(resultOf(result, "needs/tools").reason).toBe(
      `the capability tools is accepted and ignored: ${seen}`,
    );
  });

  it("is tested where it is declared as offered", async () => {
    const server = await serving(deaf(() => ({ tools: [] })));
    const declared = await run(server, [needing("tools")], { capabilities: { tools: true } });
    expect(verdicts(declared)).toEqual(["needs/tools: pass"]);
  });

  it("has the level of the dialect", async () => {
    const server = await serving(deaf(() => ({ tools: [] })));
    const { dialect: own, schemas } = await dialect();
    const off = { dialect: { ...own, ignored: { tools: "off" as const } }, schemas };
    const result = await run(server, [needing("tools")], { dialects: [off] });
    expect(verdicts(result)).toEqual(["capability/tools: pass", "needs/tools: n/a"]);
  });
});

describe("a capability is not called ignored", () => {
  const calling: Answer = deaf(({ tools, tool_choice }) =>
    tools === undefined || tool_choice !== "required" ? {} : { output: [callItem()] },
  );
  const recalls: Answer = deaf(
    ({ previous_response_id }) => ({ previous_response_id: previous_response_id ?? null }),
    ({ input }) => (words(input).includes("What is") && told.at(-1)) || remember(input),
  );
  const told: string[] = [];
  const remember = (input: Json | undefined): string => {
    const word = /kiwi\w+/.exec(words(input))?.[0];
    if (word !== undefined) told.push(word);
    return "Fine.";
  };
  it.each<[string, Capability, Answer]>([
    ["if the model calls a tool when it must", "tools", calling],
    [
      "if nothing proves that the tools were dropped",
      "tools",
      deaf(({ tools = [] }) => ({ tools, ...noUsage })),
    ],
    [
      "if a forced choice is refused, and the tokens do not count tools",
      "tools",
      (asked): Reply | undefined =>
        asked.body["tool_choice"] === undefined
          ? deaf(({ tools = [] }) => ({ tools }))(asked)
          : refusal(400, "tool_choice is not supported"),
    ],
    [
      "if only the forced choice is refused",
      "tools",
      (asked): Reply | undefined =>
        asked.body["tool_choice"] === undefined
          ? deaf(({ tools = [] }) => ({ tools, ...noUsage }))(asked)
          : refusal(400, "tool_choice is not supported"),
    ],
    [
      "if the echo claims the format: the scenarios say that the text is not JSON",
      "structured",
      deaf(({ text = {} }) => ({ text })),
    ],
    ["if the model knows the earlier turn", "chain", recalls],
    [
      "if the model is too dull to repeat a word",
      "chain",
      deaf(() => ({ previous_response_id: null })),
    ],
    [
      "if a riddle makes it reason",
      "reasoning",
      deaf(({ reasoning }) =>
        isObject(reasoning) && reasoning["effort"] === "high"
          ? { output: [{ type: "reasoning", id: "rs_1", summary: [] }] }
          : {},
      ),
    ],
  ])("%s", async (_, name, answer) => {
    expect(await said(name, answer)).toEqual([`needs/${name}: pass pass`]);
  });
});

describe("streaming", () => {
  it("that is answered with JSON is ignored", async () => {
    const server = await serving(({ path }) =>
      path === "/responses" ? { json: responseObject() } : undefined,
    );
    expect(verdicts(await run(server, [needing("stream")], await both()))).toEqual([
      "capability/stream: fail fail",
      "needs/stream: n/a n/a",
    ]);
  });

  it("of a stored response that is answered with JSON is ignored", async () => {
    const server = await serving(({ method }) =>
      method === "GET" ? { json: responseObject() } : undefined,
    );
    expect(verdicts(await run(server, [needing("replay")], await both()))).toEqual([
      "capability/replay: pass warn",
      "needs/replay: n/a n/a",
    ]);
  });
});

describe("storing", () => {
  it("that the echo denies is ignored, and is why nothing stored can be asked for", async () => {
    const server = await serving((asked) =>
      asked.method === "GET" || asked.body["previous_response_id"] !== undefined
        ? refusal(404, "not found")
        : deaf(() => ({ store: false }))(asked),
    );
    const result = await run(server, [needing("store"), needing("retrieve")]);
    expect(verdicts(result)).toEqual([
      "capability/store: warn",
      "needs/store: n/a",
      "needs/retrieve: n/a",
    ]);
    expect(resultOf(result, "needs/retrieve").reason).toContain("the response says store: false");
  });
});

describe("a refusal", () => {
  it("that does not say of what proves nothing, and its words are told", async () => {
    const server = await serving(({ body }) =>
      body["tools"] === undefined ? undefined : refusal(400, "Bad request"),
    );
    expect(resultOf(await run(server, [needing("tools")]), "needs/tools")).toMatchObject({
      verdict: "inconclusive",
      reason:
        'tools could not be probed: POST /responses answered 400: "Bad request", which does not say what is refused',
    });
  });

  it("that names the probe's own tool is no missing capability", async () => {
    const server = await serving(({ body }) =>
      words(body["tools"]).includes("conformance_probe")
        ? refusal(400, "there is a tool conformance_probe_7f3a already")
        : undefined,
    );
    expect(verdicts(await run(server, [needing("tools")]))).toEqual(["needs/tools: pass"]);
  });
});
