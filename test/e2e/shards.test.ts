import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { assetPath } from "../../src/assets/assets.ts";
import { cli } from "../support/cli.ts";
import { serving } from "../support/endpoints.ts";

const schema = JSON.parse(
  readFileSync(assetPath("schemas", "report.schema.json"), "utf8"),
) as object;
const validate = new Ajv2020({ allErrors: true }).compile(schema);

/** Keys of what differs from run to run. */
const passing = new Set(
  "durationMs startedAt requests tokens bytes curl url offset at headers".split(" "),
);

/** A report without what differs from run to run: times, ids, random codes, and what the gate exchanges of each shard cost. */
const lasting = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) =>
    passing.has(key)
      ? undefined
      : typeof value === "string"
        ? value
            .replaceAll(/\b(resp|msg|fc|rs|call|cmp|ctc)_\w+/g, "$1_ID")
            .replaceAll(/("obfuscation":")\w+/g, "$1TEXT")
            .replaceAll(/\d{5}/g, "CODE")
        : value,
  ) as unknown;

describe("a run in shards", () => {
  it("comes to the same as one run, and its reports to the published schema", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "shards-"));
    const url = await serving({ fault: "delta-lost" });
    const run = (...args: string[]) =>
      cli(["--base-url", url, "--model", "reference-model", "--suite", "core,state", ...args], {
        cwd,
      });
    const read = (file: string): string => readFileSync(join(cwd, file), "utf8");
    const codes: (number | null)[] = [(await run("--reporter", "json=whole.json")).code];
    for (const at of [1, 2, 3])
      codes.push((await run("--shard", `${at}/3`, "--reporter", `json=${at}.json`)).code);
    expect(codes[0]).toBe(1);
    for (const file of ["whole.json", "1.json"]) {
      validate(JSON.parse(read(file)));
      expect(validate.errors).toBeNull();
    }
    const parts = ["3.json", "1.json", "2.json"];
    const { code, stdout } = await cli(["report", ...parts, "--reporter", "json=all.json"], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stdout).toContain("NOT CONFORMANT");
    expect(lasting(read("all.json"))).toEqual(lasting(read("whole.json")));

    // A report of format 1, which had no causes, is read as well, beside one of format 2 too.
    const { causes, ...old } = JSON.parse(read("2.json")) as { causes: unknown[] };
    expect(causes.length).toBeGreaterThan(0);
    writeFileSync(join(cwd, "old.json"), JSON.stringify({ ...old, format: 1 }));
    const mixed = ["3.json", "1.json", "old.json"];
    await cli(["report", ...mixed, "--reporter", "json=mixed.json"], { cwd });
    expect(read("mixed.json")).toBe(read("all.json"));
    const { stdout: compared } = await cli(["report", "--compare", "all.json", "mixed.json"], {
      cwd,
    });
    expect(compared).toContain("NOT WORSE");

    // Rendered again, a report is what it was.
    await cli(["report", "whole.json", "--reporter", "json=again.json", "--quiet"], { cwd });
    expect(read("again.json")).toBe(read("whole.json"));
    const missing = await cli(["report", "1.json", "2.json"], { cwd });
    expect(missing.stdout).toContain("This run is not complete: shard 3 of 3 is missing.");
  });

  it("is refused where it cannot be told what is meant", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "shards-"));
    writeFileSync(join(cwd, "text.json"), "no");
    writeFileSync(join(cwd, "other.json"), '{"format":2}');
    const cases: [string[], RegExp][] = [
      [["report", "text.json"], /text\.json is not a JSON report: /],
      [["report", "other.json"], /other\.json is not a JSON report of this version: /],
      [["report", "none.json"], /the file none\.json does not exist; /],
      [["--reference", "--shard", "4/3"], /--shard.* is not a shard; write the number of the part/],
      [["--reference", "--shard", "one"], /--shard/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await cli(args, { cwd });
      expect({ args, code }).toEqual({ args, code: 2 });
      expect(stderr).toMatch(message);
    }
  });
});
