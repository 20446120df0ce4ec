import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json/json.ts";
import { checkExpectations, provoked } from "./expect.ts";
import { describeEvents, describeOutput, extract } from "./observed.ts";
import { answer, contextOf, sampleScenario, sampleStep } from "./samples.testing.ts";

const message = (text: string): JsonObject => ({
  type: "message",
  content: [
    { type: "refusal", refusal: "no" },
    { type: "output_text", text },
  ],
});
const done = (...output: JsonObject[]): JsonObject => ({ id: "r1", status: "completed", output });
const stream = [
  { type: "response.created", sequence_number: 0 },
  { type: "response.output_text.delta", delta: "a" },
  { type: "response.output_text.delta", delta: "b", obfuscation: "x" },
  { type: "response.completed", response: { status: "completed" } },
];

/** The failures of a step with the given `expect`, as `what: message`. */
function failures(expectation: string, observed = answer(), context = contextOf()): string[] {
  const step = sampleStep(`    expect: ${expectation}\n`);
  return checkExpectations(step, observed, context).map(
    ({ what, message: text }) => `${what}: ${text}`,
  );
}

describe("checkExpectations", () => {
  it("looks no further than a status that is not the expected one", () => {
    const refused = answer({ status: 400, body: { error: { message: "no tools" } } });
    expect(failures("{ status: 200, text: ab, calls: { minLength: 1 } }", refused)).toEqual([
      'status: status is 400, expected 200: "no tools"',
    ]);
    const served = answer({ response: done(message("ab")) });
    expect(failures("{ status: 400, text: c }", served)).toHaveLength(1);
  });

  it("is content with what is as expected", () => {
    const observed = answer({
      events: stream,
      response: done(message("ab")),
      headers: { "content-type": "text/event-stream" },
    });
    const expectation = `
      status: 200
      headers: { Content-Type: { matches: ^text/event-stream } }
      events:
        contains: [response.created, { type: response.output_text.delta, where: { delta: b } }]
        inOrder: [response.created, response.output_text.delta, response.output_text.delta, response.completed]
        never: [error, { type: response.completed, where: { /response/status: failed } }]
        count: { response.output_text.delta: 2, error: 0 }
      response: { status: completed, /output/0/type: message }
      text: ab
      calls: { maxLength: 0 }`;
    expect(failures(expectation, observed)).toEqual([]);
  });

  it("a failure tells all there is to know", () => {
    const step = sampleStep(
      "    expect:\n      level: should\n      response: { /usage/total_tokens: { minimum: 1 } }\n",
    );
    const observed = answer({ response: { usage: { total_tokens: 0 } } });
    expect(checkExpectations(step, observed, contextOf())).toEqual([
      {
        step: "ask",
        what: "response /usage/total_tokens",
        message: "response /usage/total_tokens is 0, expected at least 1",
        expected: "at least 1",
        actual: "0",
        level: "should",
        place: "own/sample.yaml:8:40",
      },
    ]);
  });

  it("an unexpected status comes with what the endpoint says about it", () => {
    const refused = answer({ status: 400, body: { error: { message: "no such field" } } });
    expect(failures("{ status: 200 }", refused)).toEqual([
      'status: status is 400, expected 200: "no such field"',
    ]);
  });

  it("missing things are told apart", () => {
    expect(
      failures("{ response: { id: { exists: true } }, body: { id: x }, headers: { x-a: y } }"),
    ).toEqual([
      'header x-a: header x-a is nothing, expected "y"',
      "response /id: response /id is nothing, expected something: the answer has no finished response",
      'body /id: body /id is nothing, expected "x": the answer is not JSON',
    ]);
    expect(
      failures("{ calls: { minLength: 1 } }", answer({ response: done(message("hi")) })),
    ).toEqual(["calls: calls is [], expected a length of at least 1; the output has a message"]);
  });

  it("an inline schema says where it is broken", async () => {
    const { compileSchema } = await import("./inline-schema.ts");
    const step = sampleStep("    expect: { body: { /: { type: integer } } }\n");
    const [condition] = step.expect.body;
    if (condition) condition.matcher.schema = compileSchema({ maximum: 3 });
    expect(
      checkExpectations(step, answer({ body: { "": 4 } }), contextOf()).map((f) => f.message),
    ).toEqual([
      "body / is 4, expected an integer and a value that the schema accepts (it must be <= 3)",
    ]);
  });

  it.each([
    ["{ contains: [error] }", "events contains: expected an event error, but none came"],
    [
      "{ contains: [{ type: response.output_text.delta, where: { delta: c } }] }",
      "events contains: expected an event response.output_text.delta with the expected /delta, but none came",
    ],
    [
      "{ inOrder: [response.completed, response.created, error] }",
      "events inOrder: expected an event response.created after response.completed (event 3), but none came",
    ],
    [
      "{ never: [{ type: response.output_text.delta, where: { obfuscation: { exists: true } } }] }",
      "events never: event 2 is response.output_text.delta with the expected /obfuscation, which must not be sent",
    ],
    [
      "{ count: { response.output_text.delta: { maximum: 1 } } }",
      "events count response.output_text.delta: expected response.output_text.delta at most 1 times, but it came 2 times",
    ],
  ])("events %s", (events, expected) => {
    expect(failures(`{ events: ${events} }`, answer({ events: stream }))).toEqual([expected]);
  });

  it("a stream that never came fails what must come, and not what must not", () => {
    expect(
      failures(
        "{ events: { inOrder: [response.created, error], never: [error], count: { error: 0 } } }",
      ),
    ).toEqual(["events inOrder: expected an event response.created, but none came"]);
  });

  it("a reference that leads nowhere is a failure, not a crash", () => {
    const { steps } = sampleScenario(
      "  - { id: first, post: /x }\n  - id: ask\n    post: /x\n    expect:\n      text: $steps.first.response#/id\n" +
        "      events: { never: [{ type: a, where: { b: $steps.first.response#/id } }] }\n",
    );
    const step = steps[1];
    const context = contextOf({ first: answer() });
    const found =
      step && checkExpectations(step, answer({ events: [{ type: "a", b: 1 }] }), context);
    expect(found?.map((failure) => failure.message)).toEqual([
      "text cannot be compared with $steps.first.response#/id: the answer of step first has no response",
      "events never cannot be compared with $steps.first.response#/id: the answer of step first has no response",
    ]);
  });
});

describe("a control", () => {
  const { steps } = sampleScenario(
    "  - { id: control, post: /x }\n  - id: ask\n    post: /x\n    expect: { status: 200, text: { contains: $vars.code }, control: control }\n",
    "vars: { code: { digits: 5 } }\n",
  );
  const forgetful = answer({ response: done(message("no idea")) });
  const check = (shown: string) => {
    const context = contextOf(
      { control: answer({ response: done(message(shown)) }) },
      { code: "12345" },
    );
    return steps[1]
      ? checkExpectations(steps[1], forgetful, context).map(({ what }) => what)
      : ["no step"];
  };

  it("that gave the text makes its absence a failure", () => {
    expect(check("It is 12345.")).toEqual(["text"]);
  });

  it("that did not give it lets the rest count alone", () => {
    expect(check("I cannot tell.")).toEqual([]);
  });
});

describe("replays", () => {
  const { steps } = sampleScenario(
    "  - { id: ask, post: /x }\n  - id: again\n    get: /x\n    expect: { replays: ask }\n",
  );
  const [, again] = steps;
  it.each([
    ["two streams", stream, stream, []],
    [
      "an answer that is no stream",
      stream,
      [],
      ["expected a stream that replays step ask, but the answer is not a stream"],
    ],
    ["an original that was none", [], stream, ["step ask has no stream that can be replayed"]],
  ])("%s", (_, original, replayed, expected) => {
    const context = contextOf({ ask: answer({ events: original }) });
    const found = again && checkExpectations(again, answer({ events: replayed }), context);
    expect(found?.map((failure) => failure.message)).toEqual(expected);
  });
});

describe("provoked", () => {
  const call = { type: "function_call", call_id: "c" };
  const ok = { ok: true };
  it.each([
    ["nothing asked", "attempts: 1", { response: done() }, undefined],
    [
      "the item came",
      "provoke: { item: function_call }",
      { response: done({ type: "reasoning" }, call) },
      ok,
    ],
    [
      "too few came",
      "provoke: { item: function_call, count: 2 }",
      { response: done(call, message("x")) },
      { ok: false, wanted: "2 function_call", came: "a function_call, a message" },
    ],
    [
      "nothing came",
      "provoke: { item: function_call }",
      { response: done() },
      { ok: false, wanted: "a function_call", came: "no output items" },
    ],
    ["a refusal is not the model's doing", "provoke: { item: function_call }", { status: 400 }, ok],
    ["nor is a cut stream", "provoke: { item: function_call }", { events: stream }, ok],
    [
      "nor a failed response",
      "provoke: { item: function_call }",
      { response: { status: "failed" } },
      ok,
    ],
    [
      "the status was reached",
      "provoke: { status: incomplete }",
      { response: { status: "incomplete" } },
      ok,
    ],
    [
      "the status was not reached",
      "provoke: { status: incomplete }",
      { response: done() },
      { ok: false, wanted: "status incomplete", came: "status completed" },
    ],
    ["the failure came", "provoke: { status: failed }", { response: { status: "failed" } }, ok],
    [
      "the failure came as an error event alone",
      "provoke: { status: failed }",
      { response: { status: "in_progress" }, events: [{ type: "error" }] },
      ok,
    ],
    [
      "the failure did not come",
      "provoke: { status: failed }",
      { response: done() },
      { ok: false, wanted: "status failed", came: "status completed" },
    ],
    [
      "the failure that the config declares did not come: that is for the expectations to say",
      "provokeBody: streamError\n    body: {}\n    provoke: { status: failed }",
      { response: done() },
      ok,
    ],
    [
      "a refusal is no failed response",
      "provoke: { status: failed }",
      { status: 500 },
      { ok: false, wanted: "a failed response", came: "a refusal with status 500" },
    ],
    [
      "the part came",
      "provoke: { part: refusal }",
      { response: done({ type: "message", content: [{ type: "refusal" }] }) },
      ok,
    ],
    [
      "the part did not come",
      "provoke: { part: refusal }",
      { response: done({ type: "message", content: [{ type: "output_text" }] }) },
      { ok: false, wanted: "a part of type refusal", came: "a message without it" },
    ],
    [
      "the text came",
      "provoke: { text: { contains: ab } }",
      { response: done(message("a"), message("b")) },
      ok,
    ],
    [
      "the text did not come",
      "provoke: { text: { contains: ab } }",
      { response: done(message("a")) },
      { ok: false, wanted: 'text: a value that contains "ab"', came: '"a"' },
    ],
  ])("%s", (_, keys, answered, expected) => {
    const step = sampleStep(keys.startsWith("attempts") ? "" : `    ${keys}\n`);
    expect(provoked(step, answer(answered), contextOf())).toEqual(expected ?? ok);
  });
});

describe("extract", () => {
  it("finds text and calls wherever they stand", () => {
    const output = [
      { type: "reasoning" },
      message("a"),
      { type: "function_call", name: "f" },
      { type: "vendor:x" },
      message("b"),
      { type: "custom_tool_call", name: "c" },
    ];
    const { text, calls } = extract(answer({ response: done(...output) }));
    expect(text).toBe("ab");
    expect(calls.map(({ name }) => name)).toEqual(["f", "c"]);
  });

  it.each([
    {},
    { output: null },
    { output: "x" },
    {
      output: [
        null,
        5,
        { type: "message" },
        { type: "message", content: [null, { type: "output_text" }] },
      ],
    },
  ])("makes nothing of %j", (response: JsonObject) => {
    expect(extract(answer({ response }))).toMatchObject({ text: "", calls: [] });
  });
});

describe("descriptions", () => {
  it("fold runs of events and stay short", () => {
    expect(describeEvents(stream)).toBe(
      "response.created, response.output_text.delta ×2, response.completed",
    );
    expect(describeEvents([])).toBe("no events");
    expect(
      describeEvents(Array.from({ length: 5000 }, (_, i) => ({ type: `t${i}` }))).length,
    ).toBeLessThan(310);
  });

  it("count output items", () => {
    expect(describeOutput(done(message("a"), { type: "x" }, message("b")))).toBe("2 message, a x");
    expect(describeOutput(undefined)).toBe("no output items");
  });
});
