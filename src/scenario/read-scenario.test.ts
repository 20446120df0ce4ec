import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assetPath } from "../assets/assets.ts";
import { isObject, type Json, type JsonObject } from "../json/json.ts";
import { everyKey, readSample } from "./samples.testing.ts";
import { capabilities } from "./types.ts";

describe("a file that uses every key", () => {
  const { scenario, problems } = readSample(JSON.stringify(everyKey));

  it("is read without complaint", () => {
    expect([...problems.shape, ...problems.meaning]).toEqual([]);
  });

  it("becomes a typed scenario", () => {
    expect(scenario).toMatchObject({
      suite: "own",
      level: "should",
      needsKey: true,
      upsets: true,
      vars: { code: { digits: 5 } },
    });
    const [ask, raw, again, remove] = scenario?.steps ?? [];
    expect(ask).toMatchObject({
      method: "POST",
      withoutModel: true,
      provokeBody: "streamError",
      attempts: 2,
      headers: { "x-tenant": "test" },
    });
    expect(ask?.expect.level).toBe("should");
    expect(raw).toMatchObject({
      method: "POST",
      body: undefined,
      rawBody: "{",
      auth: "none",
      attempts: 1,
    });
    expect(again?.expect).toMatchObject({ level: "may", control: "ask", replays: { step: "ask" } });
    expect(again?.expect.headers.map(({ name }) => name)).toEqual(["content-type"]);
    expect(again?.expect.response.map(({ pointer }) => pointer)).toEqual([
      "/status",
      "/usage/total_tokens",
    ]);
    expect(remove?.method).toBe("DELETE");
  });
});

describe("aliases", () => {
  it("stand for the last anchor of their name above them", () => {
    const body = "{ p: &v 1, q: *v, r: &v { s: &w 2 }, t: *v, u: &w 3, x: *v, y: *w }";
    const { scenario, problems } = readSample(
      `id: own/sample\ntitle: A\nsteps:\n  - { id: a, post: /x, body: ${body} }\n`,
    );
    expect([...problems.shape, ...problems.meaning]).toEqual([]);
    expect(scenario?.steps[0]?.body).toEqual({
      p: 1,
      q: 1,
      r: { s: 2 },
      t: { s: 2 },
      u: 3,
      x: { s: 2 },
      y: 3,
    });
  });
});

describe("the JSON Schema of scenarios", () => {
  const schema = JSON.parse(
    readFileSync(assetPath("schemas", "scenario.schema.json"), "utf8"),
  ) as JsonObject;
  const valid = new Ajv2020({ allowUnionTypes: true }).compile(schema);

  it("names the same capabilities", () => {
    expect(JSON.stringify(schema)).toContain(JSON.stringify({ enum: capabilities }).slice(1, -1));
  });

  it("agrees with the reader on every change of a file that uses every key", () => {
    const disagreements: string[] = [];
    let refused = 0;
    for (const [change, changed] of changesOf(everyKey)) {
      const bySchema = valid(changed);
      const byReader = readSample(JSON.stringify(changed)).problems.shape.length === 0;
      if (!bySchema) refused += 1;
      if (bySchema !== byReader)
        disagreements.push(`${change}: ${bySchema ? "the reader" : "the schema"} alone refuses it`);
    }
    expect(disagreements).toEqual([]);
    expect(refused).toBeGreaterThan(300);
  });
});

/** Every variant of a value with one place changed: left out, replaced by another type, or given a further key. */
function* changesOf(value: Json, at = ""): Generator<[string, Json]> {
  const replacements: Json[] = [
    null,
    7,
    -1,
    1.5,
    true,
    false,
    "",
    "zz",
    "a b",
    [],
    {},
    ["zz", "zz"],
    { zz: 1 },
  ];
  for (const replacement of replacements)
    yield [`${at} = ${JSON.stringify(replacement)}`, replacement];
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) {
      yield [`${at}/${index} twice`, [...value, inner]];
      for (const [change, changed] of changesOf(inner, `${at}/${index}`))
        yield [change, value.with(index, changed)];
    }
  } else if (isObject(value)) {
    yield [`${at} with zz`, { ...value, zz: 1 }];
    for (const [key, inner] of Object.entries(value)) {
      const { [key]: _gone, ...rest } = value;
      yield [`${at}/${key} left out`, rest];
      for (const [change, changed] of changesOf(inner ?? null, `${at}/${key}`))
        yield [change, { ...value, [key]: changed }];
    }
  }
}
