import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWatching, type Watching } from "./watching.ts";

let root = "";
let watching: Watching;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "watching-"));
  watching = createWatching();
});
afterEach(() => {
  watching.close();
  rmSync(root, { recursive: true });
});

const never = new AbortController().signal;
const follow = (...folders: string[]): void =>
  watching.follow(new Set(folders), new Set(["my.config"]));
/** Whether it stirs soon after something was done. */
async function stirs(done: () => void): Promise<boolean> {
  done();
  const soon = AbortSignal.timeout(400);
  await watching.stir(soon);
  const came = !soon.aborted;
  // What else one change brings is over then.
  await watching.calm(never);
  return came;
}
const write = (name: string): void => writeFileSync(join(root, name), String(Math.random()));

describe("watching folders", () => {
  it("stirs for YAML files, folders and what is named, however they come", async () => {
    follow(root);
    for (const name of ["a.yaml", "b.YML", "my.config"])
      expect(await stirs(() => write(name)), name).toBe(true);
    expect(await stirs(() => renameSync(join(root, "a.yaml"), join(root, "c.yaml")))).toBe(true);
    expect(await stirs(() => mkdirSync(join(root, "folder")))).toBe(true);
    for (const name of ["a.yaml.swp", ".b.yaml.tmp", "run.json"])
      expect(await stirs(() => write(name)), name).toBe(false);
  });

  it("follows what it is told to, and a folder that takes the place of another", async () => {
    const folder = join(root, "suite");
    const write = () => writeFileSync(join(folder, "a.yaml"), "a");
    follow(folder);
    mkdirSync(folder);
    expect(await stirs(write)).toBe(false);
    follow(folder);
    expect(await stirs(write)).toBe(true);
    renameSync(folder, join(root, "old"));
    mkdirSync(folder);
    await sleep(50);
    follow(folder);
    await watching.stir(AbortSignal.timeout(200));
    expect(await stirs(write)).toBe(true);
    follow(root);
    expect(await stirs(write)).toBe(false);
  });

  it("waits until an editor is done", async () => {
    follow(root);
    for (let attempt = 1; attempt <= 10; attempt++) {
      let last = 0;
      let gap = 0;
      const calm = watching
        .stir(never)
        .then(() => watching.calm(never))
        .then(() => performance.now());
      const begun = performance.now();
      while (performance.now() - begun < 300) {
        write("a.yaml");
        gap = last === 0 ? 0 : Math.max(gap, performance.now() - last);
        last = performance.now();
        await sleep(20);
      }
      const waited = (await calm) - last;
      // On a busy machine the writes themselves may have come too slowly.
      if (gap > 70 && attempt < 10) continue;
      expect(waited).toBeGreaterThan(80);
      return;
    }
  });

  it("does not wait for ever where something happens all the time", async () => {
    follow(root);
    const busy = setInterval(() => write("a.yaml"), 30);
    const begun = performance.now();
    await watching.calm(never).finally(() => clearInterval(busy));
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
