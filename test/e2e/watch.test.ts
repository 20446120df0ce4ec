import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { httpServer } from "../../src/transport/server.testing.ts";
import { bin, cli } from "../support/cli.ts";
import { closing, folder } from "../support/endpoints.ts";

/** A scenario of the folder `mine` with one request, and what it expects. */
const scenario = (name: string, expected = "200"): string =>
  `id: mine/${name}\ntitle: ${name}\nspec: [openresponses]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: hi }\n    expect: { status: ${expected} }\n`;

/** A program that goes on, and what it has said since one last waited for it. */
interface Going {
  /** Waits until it is idle again. @returns what it said until then */
  idle(): Promise<string>;
  /** Presses Ctrl-C. @returns the exit code */
  end(): Promise<number | null>;
  said(): string;
}

function going(args: readonly string[], cwd: string): Going {
  // Both outputs through one pipe: what was said first is read first.
  const words = ["-c", 'exec "$@" 2>&1', "sh", process.execPath, bin, "run", "--watch", ...args];
  const child = spawn("/bin/sh", words, {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", HOME: cwd },
  });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  closing(async () => (child.kill("SIGKILL"), await closed));
  let said = "";
  let told = (): void => undefined;
  const hear = (text: string): void => {
    said += text;
    told();
  };
  child.stdout.setEncoding("utf8").on("data", hear);
  return {
    async idle() {
      const end = "waiting for changes (Ctrl-C stops)\n";
      while (!said.includes(end))
        await new Promise<void>((resolve, reject) => {
          const late = setTimeout(() => reject(new Error(`it only said: ${said}`)), 15_000);
          told = () => (clearTimeout(late), resolve());
          void closed.then((code) => reject(new Error(`it ended with ${String(code)}: ${said}`)));
        });
      const all = said.slice(0, said.indexOf(end));
      said = said.slice(said.indexOf(end) + end.length);
      return all;
    },
    end() {
      child.kill("SIGINT");
      return closed;
    },
    said: () => said,
  };
}

/**
 * Files below a folder of its own. Each is put there whole, in one step, with the folder that it is in: a busy machine
 * may pause between two steps for long enough to make two changes of them.
 */
function files(contents: Record<string, string>): { cwd: string; put: Put } {
  const cwd = folder();
  const made = folder();
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), text);
    const whole = existsSync(dirname(join(cwd, name))) ? name : dirname(name);
    renameSync(join(made, whole), join(cwd, whole));
  };
  for (const [name, text] of Object.entries(contents)) put(name, text);
  return { cwd, put };
}
type Put = (name: string, text: string) => void;

const verdicts = (said: string): string[] =>
  [...said.matchAll(/^\s*(?:(?:not )?ok) \d+ - (\S+)/gm)].map(
    ([line, id]) => `${/not ok/.test(line) ? "fail" : "pass"} ${id}`,
  );
const mine = ["--reference", "--suite", "./mine", "--reporter", "tap"];

describe("run --watch", () => {
  it("runs a scenario again when its file was written, or put in the place of the old one", async () => {
    const { cwd, put } = files({ "mine/a.yaml": scenario("a"), "mine/b.yaml": scenario("b") });
    const watching = going(mine, cwd);
    expect(verdicts(await watching.idle())).toEqual(["pass mine/a", "pass mine/b"]);

    writeFileSync(join(cwd, "mine/b.yaml"), scenario("b", "418"));
    let second = await watching.idle();
    // A busy machine may pause while it writes.
    if (verdicts(second).length === 0) second = await watching.idle();
    expect(second).toMatch(/^---- \d\d:\d\d:\d\d {2}mine\/b\.yaml changed -+\n/);
    expect(verdicts(second)).toEqual(["fail mine/b"]);

    // As editors do that keep a backup, or write by a temporary file.
    put("mine/.b.yaml.swp", "x");
    renameSync(join(cwd, "mine/b.yaml"), join(cwd, "mine/b.yaml~"));
    put("mine/b.tmp", scenario("b"));
    renameSync(join(cwd, "mine/b.tmp"), join(cwd, "mine/b.yaml"));
    expect(verdicts(await watching.idle())).toEqual(["pass mine/b"]);

    put("mine/more/c.yaml", scenario("c").replaceAll("mine/", "more/"));
    expect(verdicts(await watching.idle())).toEqual(["pass more/c"]);
    // A folder that was empty for a while.
    mkdirSync(join(cwd, "mine/late"));
    await sleep(500);
    put("mine/late/d.yaml", scenario("d").replaceAll("mine/", "late/"));
    expect(verdicts(await watching.idle())).toEqual(["pass late/d"]);

    rmSync(join(cwd, "mine/a.yaml"));
    expect(await watching.idle()).toMatch(/^---- [\d:]+ {2}mine\/a\.yaml changed -+\n$/);
    expect(await watching.end()).toBe(0);
  });

  it("waits until a file is whole that is written in pieces", async () => {
    const { cwd } = files({ "mine/a.yaml": scenario("a") });
    const watching = going(mine, cwd);
    await watching.idle();
    for (let attempt = 1; attempt <= 5; attempt++) {
      const begun = performance.now();
      writeFileSync(join(cwd, "mine/a.yaml"), "id: [");
      await sleep(30);
      writeFileSync(join(cwd, "mine/a.yaml"), scenario("a", `41${attempt}`));
      const quick = performance.now() - begun < 80;
      const said = await watching.idle();
      if (quick) {
        expect(said).not.toContain("not valid YAML");
        expect(verdicts(said)).toEqual(["fail mine/a"]);
        return;
      }
      // On a busy machine the pieces came too far apart.
      if (said.includes("not valid YAML")) await watching.idle();
    }
    throw new Error("this machine is too busy to write two pieces within 80 ms");
  });

  it("ends with the exit code of the last run", async () => {
    const { cwd } = files({ "mine/a.yaml": scenario("a", "418") });
    const watching = going(mine, cwd);
    expect(verdicts(await watching.idle())).toEqual(["fail mine/a"]);
    expect(await watching.end()).toBe(1);
  });

  it("ends in the middle of a run with a report of what was done", async () => {
    const { cwd } = files({ "mine/a.yaml": scenario("a") });
    let asked = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    const silent = await httpServer(() => asked());
    closing(silent.close);
    const endpoint = ["--base-url", `${silent.url}/v1`, "--model", "m", "--suite", "./mine"];
    const watching = going(endpoint, cwd);
    await arrived;
    expect(await watching.end()).toBe(3);
    expect(watching.said()).toContain("This run is not complete: interrupted");
    expect(watching.said()).not.toContain("waiting for changes");
  });

  it("tells where a file is broken, from the first run on, and goes on when it is mended", async () => {
    const broken = scenario("a").replace("status", "stauts");
    const { cwd, put } = files({ "mine/a.yaml": broken, "mine/b.yaml": scenario("b") });
    const watching = going(mine, cwd);
    expect(await watching.idle()).toMatch(/mine\/a\.yaml:8:15: .*"stauts".*Did you mean "status"/);
    put("mine/a.yaml", scenario("a"));
    expect(verdicts(await watching.idle())).toEqual(["pass mine/a", "pass mine/b"]);

    put("mine/b.yaml", "id: [");
    expect(await watching.idle()).toMatch(/\n.*mine\/b\.yaml:\d+:\d+: /);
    // What could not run then is not forgotten.
    put("mine/a.yaml", scenario("a", "418"));
    await watching.idle();
    put("mine/b.yaml", scenario("b", "201"));
    expect(verdicts(await watching.idle())).toEqual(["fail mine/a", "fail mine/b"]);
    put("mine/b.yaml", "id: [");
    await watching.idle();
    expect(await watching.end()).toBe(2);
  });

  it("runs all when config, waivers or a dialect changed, and nothing for other files", async () => {
    const { cwd, put } = files({
      "responses-conformance.yaml":
        "suites: [./mine]\ndialect: ./strict.yaml\nwaivers: ./known.yaml\n",
      "strict.yaml": "extends: ./base.yaml\n",
      "base.yaml": "extends: openresponses\n",
      "known.yaml": "[]\n",
      "mine/a.yaml": scenario("a"),
      "mine/b.yaml": scenario("b", "418"),
    });
    const watching = going(["--reference", "--reporter", "tap", "--reporter", "json=r.json"], cwd);
    const both = ["pass mine/a", "fail mine/b"];
    expect(verdicts(await watching.idle())).toEqual(both);
    put("notes.yaml", "a: 1\n");
    put("base.yaml", "extends: openresponses\nlevels: { usage/plausible: must }\n");
    const second = await watching.idle();
    expect(second).toMatch(/^---- [\d:]+ {2}base\.yaml changed -+\n/);
    expect(verdicts(second)).toEqual(both);
    put("known.yaml", "- { rule: expect, scenario: mine/b, reason: teapot }\n");
    expect(await watching.idle()).toContain("# TODO teapot");
    put("responses-conformance.yaml", "suites: [./mine/a.yaml]\n");
    expect(verdicts(await watching.idle())).toEqual(["pass mine/a"]);
    expect(await watching.end()).toBe(0);
  });

  it("refuses what stands alone, and what no edit can mend", async () => {
    const cases: [string[], RegExp][] = [
      [["--reference", "--shard", "1/2"], /--watch and --shard cannot be combined; /],
      [["--reference", "--update-waivers"], /--watch and --update-waivers cannot be combined; /],
      [["--reference", "--dry-run"], /--watch and --dry-run cannot be combined; /],
      [[], /no endpoint is given/],
      [["--reference", "--suite", "./none"], /no such file or folder/],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await cli(["run", "--watch", ...args], { cwd: folder() });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(message);
    }
  });
});
