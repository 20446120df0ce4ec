import type { JsonObject } from "../json/json.ts";
import { extract, type Answered, type Observed } from "./observed.ts";
import { readScenario, type ReadScenario } from "./read-scenario.ts";
import type { ReferenceContext } from "./references.ts";
import { showPlace, type Scenario, type Step } from "./types.ts";

/** A scenario that uses every key there is. */
export const everyKey: JsonObject = {
  id: "own/sample",
  title: "Everything at once",
  level: "should",
  spec: ["openai:responses/create"],
  needs: ["stream", "store"],
  needsKey: true,
  dialects: ["openai"],
  tags: ["sample"],
  upsets: true,
  except: [{ rule: "sse/no-id", why: "a reason" }],
  vars: { code: { digits: 5 } },
  steps: [
    {
      id: "ask",
      post: "/responses",
      body: { stream: true, input: "My code is {$vars.code}." },
      headers: { "X-Tenant": "test" },
      auth: "configured",
      model: false,
      provokeBody: "streamError",
      attempts: 2,
      provoke: { item: "message", count: 1, text: { contains: "$vars.code" }, status: "completed" },
      expect: { status: 200 },
    },
    { id: "raw", post: "/responses", rawBody: "{", auth: "none" },
    {
      id: "again",
      get: "/responses/{$steps.ask.response#/id}",
      expect: {
        level: "may",
        status: { oneOf: [200, 206] },
        headers: { "Content-Type": { matches: "^text/" } },
        events: {
          contains: ["response.created"],
          inOrder: [{ type: "response.completed", where: { "/response/status": "completed" } }],
          never: ["error"],
          count: { "response.created": 1, error: { maximum: 0 } },
        },
        response: { status: { equals: "completed" }, "/usage/total_tokens": { minimum: 1 } },
        body: { "": { type: "object", not: { exists: false } } },
        text: { minLength: 1, maxLength: 9, contains: "1" },
        control: "ask",
        calls: { schema: { type: "array" } },
        replays: "ask",
      },
    },
    { id: "remove", delete: "/responses/{$steps.ask.response#/id}", expect: { status: 200 } },
  ],
};

/** Reads a text as the file `own/sample.yaml`. */
export function readSample(text: string, ruleIds: readonly string[] = ["sse/no-id"]): ReadScenario {
  return readScenario(text, {
    file: "own/sample.yaml",
    id: "own/sample",
    ruleIds: new Set(ruleIds),
  });
}

/** Everything that is wrong with a text, as `line:col message`, from top to bottom. */
export function complaints(text: string): string[] {
  const { problems } = readSample(text);
  return [...problems.shape, ...problems.meaning]
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map((error) => `${showPlace(error)} ${error.message}`.replace("own/sample.yaml:", ""));
}

/** The scenario with the given steps, as YAML; it must be free of errors. */
export function sampleScenario(steps: string, top = ""): Scenario {
  const { scenario, problems } = readSample(
    `id: own/sample\ntitle: A sample\n${top}steps:\n${steps}`,
  );
  const [wrong] = [...problems.shape, ...problems.meaning];
  if (!scenario || wrong)
    throw new Error(wrong ? `${showPlace(wrong)} ${wrong.message}` : "nothing was read");
  return scenario;
}

/** One step with the given keys, each line indented by four spaces. */
export function sampleStep(keys: string): Step {
  const [step] = sampleScenario(`  - id: ask\n    post: /responses\n${keys}`).steps;
  if (!step) throw new Error("no step was read");
  return step;
}

/** An answer, empty but for what is given. */
export function answer(given: Partial<Answered> = {}): Observed {
  return extract({
    status: 200,
    headers: {},
    events: [],
    response: undefined,
    body: undefined,
    ...given,
  });
}

/** A context with the given answers by step. */
export function contextOf(
  steps: Record<string, Observed> = {},
  vars: Record<string, string> = {},
): ReferenceContext {
  return { steps: new Map(Object.entries(steps)), config: { model: "some-model" }, vars };
}
