import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";

const scenario = (id: string, step: string): string =>
  `id: own/${id}\ntitle: A sample\nspec: [openresponses#streaming]\nsteps:\n  - id: ask\n    ${step}\n    expect: { status: 200 }\n`;

/** A folder with the given files. */
function folder(files: Record<string, string>): string {
  const cwd = mkdtempSync(join(tmpdir(), "lint-"));
  mkdirSync(join(cwd, "own"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

it("lint finds nothing wrong with what is right", async () => {
  const cwd = folder({
    "own/good.yaml": scenario("good", "post: /responses\n    body: { input: Say hello. }"),
    "responses-conformance.yaml": "baseUrl: http://localhost:8000/v1\n",
    "waivers.yaml": "- { rule: usage/plausible, reason: known }\n",
    "mine.yaml": "name: mine\nextends: openresponses\n",
  });
  const { code, stdout } = await cli(["lint", "."], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "4 files: 0 errors, 0 warnings\n" });
});

it("lint tells every mistake in every kind of file by its place", async () => {
  const cwd = folder({
    "own/bad.yaml": scenario("bad", "pots: /responses"),
    "own/odd.yaml": scenario("odd", "post: /responses\n    body: { stream: true, input: a }"),
    "responses-conformance.yaml": "modle: x\n",
    "waivers.yaml": '- { rule: usage/plausible, reason: "" }\n',
    "mine.yaml": "name: mine\nextends: openresponse\n",
    "broken.yaml": "id: [\n",
  });
  const { code, stdout } = await cli(["lint", "."], { cwd });
  expect(code).toBe(2);
  const lines = stdout.trimEnd().split("\n");
  for (const line of [
    'own/bad.yaml:6:5: error: unknown key "pots" in a step. Did you mean "post"?',
    'own/odd.yaml:5:5: warning: step "ask" uses "stream", which is missing from needs',
    'responses-conformance.yaml:1:1: error: unknown key "modle" in the config. Did you mean "model"?',
    "waivers.yaml:1:36: error: the reason is empty; write why this failure is known",
  ])
    expect(lines).toContain(line);
  expect(stdout).toMatch(/^mine\.yaml:2:10: error: /m);
  expect(stdout).toMatch(/^broken\.yaml:\d+:\d+: error: not valid YAML/m);
  expect(lines.at(-1)).toMatch(/^6 files: \d+ errors, 1 warning$/);
  const quiet = await cli(["lint", "own/odd.yaml", "--quiet"], { cwd });
  expect(quiet).toMatchObject({ code: 0, stdout: "1 file: 0 errors, 1 warning\n" });
  expect((await cli(["lint", "nowhere"], { cwd })).code).toBe(2);
});

it("lint accepts all that ships", async () => {
  const { code, stdout } = await cli(["lint", "core", "tools", "state"]);
  expect(stdout).toMatch(/^\d+ files: 0 errors/m);
  expect(code).toBe(0);
});
