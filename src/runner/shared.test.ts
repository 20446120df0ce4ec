import { describe, expect, it } from "vitest";
import { defineRule } from "../engine/rule.ts";
import {
  refusal,
  responseObject,
  resultOf,
  run,
  scenario,
  serving,
  verdicts,
} from "./run.testing.ts";

/** A scenario that begins with a shared, stored response and fetches it. */
const fetching = (id: string, head = "", body = "input: shared") =>
  scenario(
    id,
    `${head}steps:
  - { id: ask, post: /responses, shared: true, body: { store: true, ${body} }, expect: { status: 200 } }
  - { id: get, get: "/responses/{$steps.ask.response#/id}", expect: { status: 200 } }
`,
  );

describe("a shared step", () => {
  const storing = () => {
    const kept = new Map<string, ReturnType<typeof responseObject>>();
    return serving(({ method, path, body }) => {
      if (method === "GET") {
        const found = kept.get(path.split("/")[2] ?? "");
        return found ? { json: found } : refusal(404);
      }
      if (body["store"] !== true) return undefined;
      const response = responseObject();
      kept.set(String(response["id"]), response);
      return { json: response };
    });
  };
  const shared = (body: unknown): boolean => (body as { input?: string }).input === "shared";

  it("is sent once for all that ask the same, and each builds on its answer", async () => {
    const server = await storing();
    const scenarios = [fetching("a/one"), fetching("a/two"), fetching("a/three")];
    const result = await run(server, scenarios);
    expect(verdicts(result)).toEqual(["a/one: pass", "a/two: pass", "a/three: pass"]);
    expect(server.asked.filter(({ body }) => shared(body))).toHaveLength(1);
    const fetched = server.asked.filter(({ method }) => method === "GET").map(({ path }) => path);
    expect(fetched).toHaveLength(3);
    expect(new Set(fetched).size).toBe(1);
    expect(result.requests).toBe(server.asked.length);
    expect(result.scenarios.map(({ steps }) => steps.map((step) => step.shared))).toEqual([
      [true, undefined],
      [true, undefined],
      [true, undefined],
    ]);
  });

  it("is sent by any scenario that runs alone", async () => {
    for (const id of ["a/one", "a/two"]) {
      const server = await storing();
      expect(verdicts(await run(server, [fetching(id)]))).toEqual([`${id}: pass`]);
      expect(server.asked.filter(({ body }) => shared(body))).toHaveLength(1);
    }
  });

  it("is not taken from a request that differs", async () => {
    const server = await storing();
    await run(server, [fetching("a/one"), fetching("a/two", "", "input: shared, temperature: 1")]);
    expect(server.asked.filter(({ body }) => shared(body))).toHaveLength(2);
  });

  it("shows what is wrong with it in every scenario, whoever came first", async () => {
    const bad = defineRule({
      id: "test/body",
      title: "Finds in every answer to a POST",
      requirement: { openresponses: "must", openai: "must" },
      spec: [],
      messages: { wrong: "wrong" },
      observe: ({ exchange, report, exercised }) => ({
        body() {
          exercised();
          if (exchange.request?.method === "POST") report("wrong");
        },
      }),
    });
    const server = await storing();
    const scenarios = [fetching("a/one"), fetching("a/two")];
    const result = await run(server, scenarios, { rules: [bad] });
    for (const id of ["a/one", "a/two"])
      expect(resultOf(result, id)).toMatchObject({
        verdict: "fail",
        findings: [{ rule: "test/body", step: "ask", count: 1 }],
      });
  });

  it("that fails fails all that build on it", async () => {
    const server = await serving(({ body }) => (shared(body) ? refusal(500) : undefined));
    const result = await run(server, [fetching("a/one"), fetching("a/two")]);
    expect(verdicts(result)).toEqual(["a/one: fail", "a/two: fail"]);
    expect(server.asked.filter(({ method }) => method === "GET")).toEqual([]);
  });
});
