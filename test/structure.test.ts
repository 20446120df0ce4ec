import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import { builtinDialects, loadBuiltinDialect } from "../src/dialect/dialect.ts";
import { levelOf } from "../src/engine/engine.ts";
import { faults as serverFaults } from "../src/reference/index.ts";
import { faultsOfRule } from "../src/rules/faults.ts";
import { rules } from "../src/rules/index.ts";

const src = assetPath("src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !/(\.test|\.testing|\/test-[\w-]+)\.ts$/.test(file))
  .map((file) => join(src, file));

/** The folder of src that a file belongs to, or its own name for a file that stands in src itself. */
const roomOf = (file: string): string =>
  relative(src, file).split("/")[0]?.replace(/\.ts$/, "") ?? "";

/**
 * Which folders each folder may import from. Data flows one way, so there is no arrow back up: a folder of the ground
 * floor knows only json, and whatever else is named here is named on purpose.
 */
const mayImport: Record<string, string[]> = {
  json: [],
  protocol: ["json"],
  assets: [],
  result: [],
  wire: ["json"],
  tape: ["json"],
  stream: ["json", "wire", "protocol"],
  schema: ["json", "protocol"],
  reference: ["json", "protocol"],
  report: ["json", "result"],
  dialect: ["json", "result"],
  engine: ["json", "protocol", "wire", "tape", "stream", "schema", "dialect", "result"],
  scenario: ["json", "protocol", "assets", "result"],
  config: ["json", "assets", "result", "scenario", "dialect"],
  transport: ["json", "wire", "engine"],
  rules: ["json", "protocol", "wire", "tape", "stream", "schema", "dialect", "engine", "result"],
  checker: ["json", "protocol", "wire", "stream", "schema", "dialect", "engine", "result", "rules"],
  runner: [
    "json",
    "protocol",
    "assets",
    "wire",
    "stream",
    "tape",
    "schema",
    "engine",
    "result",
    "scenario",
    "transport",
    "dialect",
    "rules",
    "checker",
  ],
  library:
    "json wire stream schema dialect engine scenario config result rules checker runner report".split(
      " ",
    ),
  index: ["assets", "dialect", "rules", "library"],
  matchers: ["library"],
  commands:
    "library json protocol assets wire tape schema reference report dialect engine scenario config result rules checker runner transport".split(
      " ",
    ),
  cli: ["commands", "assets", "result"],
  // Made when the program is built, so nothing imports it.
  guide:
    "json protocol assets tape schema dialect engine result rules checker report runner commands".split(
      " ",
    ),
};

const imports = (file: string): string[] => {
  const found = readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"(\.{1,2}\/[^"]+)"/g);
  return Array.from(found, (match) => resolve(dirname(file), match[1] ?? ""));
};

describe("the house", () => {
  it("has no folder that the plan does not know", () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in mayImport))).toEqual([]);
  });

  it("has no import that the plan does not allow", () => {
    const wrong = files.flatMap((file) =>
      imports(file)
        .filter(
          (target) =>
            roomOf(target) !== roomOf(file) && !mayImport[roomOf(file)]?.includes(roomOf(target)),
        )
        .map((target) => `${relative(src, file)} imports ${relative(src, target)}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps sockets in transport and the reference server, and looks in report", () => {
    const only: [RegExp, string[]][] = [
      [/from "undici[/"]|import\("undici[/"]/, ["transport"]],
      [/from "node:(http|https|net|tls)"/, ["transport", "reference"]],
      [/from "chalk"|import\("chalk"\)/, ["report", "commands"]],
    ];
    for (const [pattern, rooms] of only) {
      const users = new Set(
        files.filter((file) => pattern.test(readFileSync(file, "utf8"))).map(roomOf),
      );
      expect(
        [...users].filter((room) => !rooms.includes(room)),
        String(pattern),
      ).toEqual([]);
    }
  });

  it("judges without clock, randomness or files", () => {
    const impure =
      /\bDate\.now\(|new Date\(|Math\.random\(|performance\.now|from "node:(fs|timers|http|net)|console\./;
    const pure = files.filter((file) =>
      ["rules", "stream", "engine", "wire", "protocol", "json"].includes(roomOf(file)),
    );
    expect(
      pure
        .filter((file) => impure.test(readFileSync(file, "utf8")))
        .map((file) => relative(src, file)),
    ).toEqual([]);
  });

  it("keeps files small enough to hold in the head", () => {
    const long = files.filter(
      (file) => !file.includes("generated") && readFileSync(file, "utf8").split("\n").length > 350,
    );
    expect(long.map((file) => relative(src, file))).toEqual([]);
  });
});

describe("rules", () => {
  const folder = join(src, "rules");
  const calling = (name: string): string[] =>
    files
      .filter((file) => roomOf(file) === "rules" && readFileSync(file, "utf8").includes(`${name}(`))
      .map((file) => relative(folder, file))
      .toSorted();

  it("stand in the file of their id, their faults beside them, and all of them in the lists", async () => {
    const ids = rules.map(({ id }) => id).toSorted();
    expect(calling("defineRule"), "list each rule in index.ts of its family").toEqual(
      ids.map((id) => `${id}.ts`).toSorted(),
    );
    expect(calling("faultsOf"), "write NAME.faults.ts beside each rule").toEqual(
      ids.map((id) => `${id}.faults.ts`).toSorted(),
    );
    for (const rule of rules) {
      const own = (await import(join(folder, `${rule.id}.ts`))) as { default: unknown };
      expect(own.default, rule.id).toBe(rule);
      const proof = (await import(join(folder, `${rule.id}.faults.ts`))) as { default: unknown };
      expect(proof.default, `list the faults of ${rule.id} in src/rules/all-faults.ts`).toEqual({
        rule,
        faults: faultsOfRule(rule.id),
      });
    }
  });

  it("each have a fault of the reference server, in each dialect that has them", () => {
    const missing = builtinDialects.flatMap((name) => {
      const dialect = loadBuiltinDialect(name);
      const broken = new Set(
        serverFaults.filter(({ legalIn }) => !legalIn?.includes(name)).map(({ breaks }) => breaks),
      );
      return rules
        .filter((rule) => levelOf(rule, dialect) !== "off" && !broken.has(rule.id))
        .map(({ id }) => `${id} in ${name}`);
    });
    expect(missing, "add a fault that breaks the rule to src/reference/faults").toEqual([]);
  });

  it("are short: half of them take 70 lines at most", () => {
    const lengths = rules
      .map(({ id }) => readFileSync(join(folder, `${id}.ts`), "utf8").split("\n").length - 1)
      .toSorted((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(70);
  });

  it("are shipped without their faults", () => {
    const ofFaults = /(\bfaults|\/tape\/edits|\/engine\/fault)\.ts$/;
    const shipped = files.filter((file) => roomOf(file) !== "guide" && !ofFaults.test(file));
    const wrong = shipped.filter((file) => imports(file).some((target) => ofFaults.test(target)));
    expect(wrong.map((file) => relative(src, file))).toEqual([]);
  });
});
