import { readdirSync, readFileSync } from "node:fs";
import { validateWorkflow } from "@action-validator/core";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assetPath, packageVersion } from "../src/assets/assets.ts";
import { cli } from "./support/cli.ts";

const inputs = Object.keys(
  (parse(readFileSync(assetPath("action.yml"), "utf8")) as { inputs: object }).inputs,
);

const pages = readdirSync(assetPath("docs")).filter((file) => file.endsWith(".md"));
/** The blocks of code of all documents, with their language and the file that their first line names. */
const blocks = ["README.md", ...pages.map((file) => `docs/${file}`)].flatMap((document) =>
  Array.from(
    readFileSync(assetPath(document), "utf8").matchAll(
      /^```(yaml|groovy)\n((?:(?:#|\/\/) (.*)\n)?[^]*?)^```/gm,
    ),
    ([, language = "", code = "", name = ""]) => ({ document, language, code, name }),
  ),
);
const ofCi = blocks.filter(({ code }) => /npx|uses:/.test(code));

/** All steps of workflows, wherever they stand in a block. */
const stepsIn = (value: unknown): Record<string, unknown>[] => {
  if (typeof value !== "object" || value === null) return [];
  const own = "uses" in value ? [value as Record<string, unknown>] : [];
  return [...own, ...Object.values(value).flatMap(stepsIn)];
};

describe("what the documents show of CI", () => {
  it("is there for three systems", () => {
    expect(ofCi.map(({ document, name }) => `${document} ${name}`)).toEqual(
      expect.arrayContaining([
        "README.md steps of a job",
        "README.md .gitlab-ci.yml",
        "docs/ci.md .github/workflows/conformance.yml",
        "docs/ci.md .github/workflows/conformance-in-parts.yml",
        "docs/ci.md .gitlab-ci.yml",
        "docs/ci.md Jenkinsfile",
      ]),
    );
  });

  it.each(ofCi.filter(({ language }) => language === "yaml"))(
    "is YAML in $document: $name",
    ({ code, name }) => {
      const value: unknown = parse(code);
      expect(value).toBeTypeOf("object");
      if (name.startsWith(".github/"))
        expect(validateWorkflow(code)).toMatchObject({ actionType: "workflow", errors: [] });
      for (const { uses, with: given } of stepsIn(value)) {
        if (!String(uses).includes("/responses-conformance@")) continue;
        expect(uses).toBe(`OWNER/responses-conformance@v${packageVersion()}`);
        expect(inputs).toEqual(expect.arrayContaining(Object.keys(given ?? {})));
      }
    },
  );

  it("uses flags that there are, of the version that this is", async () => {
    const known = new Set(["--yes"]);
    for (const command of ["run", "report"]) {
      const { stdout } = await cli([command, "--help"]);
      for (const [flag] of stdout.matchAll(/(?<=^ {2})--[a-z-]+/gm)) known.add(flag);
    }
    let flags = 0;
    for (const { code } of ofCi) {
      for (const [, version] of code.matchAll(/npx (?:--yes )?responses-conformance@(\S+)/g))
        expect(version).toBe(packageVersion());
      expect(code).not.toMatch(/npx (--yes )?responses-conformance /);
      for (const [flag] of code.matchAll(/(?<=\s)--[a-z][a-z-]+/g)) {
        expect([...known]).toContain(flag);
        flags += 1;
      }
    }
    expect(flags).toBeGreaterThan(20);
  });

  it("has braces and quotes in pairs", () => {
    for (const { code } of ofCi.filter(({ language }) => language === "groovy"))
      for (const [open, close] of ["{}", "()", "[]"])
        expect(code.split(open ?? "").length).toBe(code.split(close ?? "").length);
  });
});
