import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { assetPath } from "../../src/assets/assets.ts";
import { compareRuns } from "../../src/report/compare.ts";
import { compareHtml } from "../../src/report/html/compare.ts";
import { htmlReport } from "../../src/report/html/html.ts";
import { faultAt, hostileSample, htmlSample } from "../../src/report/html/sample.testing.ts";
import { options } from "../../src/report/sample.testing.ts";
import type { RunResult } from "../../src/result/run.ts";
import { openBrowser, openFile, type Opened } from "../support/browser.ts";
import { cli } from "../support/cli.ts";
import { closing, folder, serving } from "../support/endpoints.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await openBrowser();
afterAll(() => browser?.close());

type PageOptions = Parameters<Browser["newPage"]>[0] & { hash?: string };

/** A report in the browser; what it complains of or asks for fails the test. */
async function reading(run: RunResult, how: PageOptions = {}): Promise<Page> {
  const file = join(folder(), "report.html");
  writeFileSync(file, htmlReport(run, options({ exitCode: 1 })));
  return watched(await openFile(browser as Browser, file, how));
}

function watched({ page, complaints, requests }: Opened): Page {
  closing(async () => {
    await page.close();
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
  });
  return page;
}

/** Ids of the items that are shown. */
const shown = (page: Page, kind: string): Promise<string[]> =>
  page.$$eval(`.${kind}`, (items) =>
    items.filter((item) => item.checkVisibility()).map(({ id }) => id),
  );

const hash = (page: Page): string => new URL(page.url()).hash;

/** What axe-core finds of serious consequence. */
async function barriers(page: Page): Promise<string[]> {
  // The page runs no script but its own; what is evaluated from outside is none of its.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as { axe: typeof import("axe-core") }
    ).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
  });
}

/** Opens every failure and scenario. */
async function openAll(page: Page): Promise<void> {
  await page.evaluate("for (const item of document.querySelectorAll('.item')) item.open = true");
  await expect.poll(() => page.locator(".inside:empty").count()).toBe(0);
}

/** True where the page itself can be scrolled sideways. */
const wider = (page: Page): Promise<boolean> =>
  page.evaluate("document.documentElement.scrollWidth > innerWidth");

const background = (page: Page): Promise<string> =>
  page.evaluate("getComputedStyle(document.body).backgroundColor");
const light = "rgb(246, 247, 249)";
const dark = "rgb(20, 23, 28)";

const deltas = "failure/text/deltas-equal-done:differs";

describe.runIf(browser)("the HTML report in a browser", () => {
  it("filters by text, verdict, suite, level and dialect, and keeps that in the address", async () => {
    const page = await reading(htmlSample());
    expect(await shown(page, "failure")).toHaveLength(5);
    await page.fill("input[name=q]", "numbered 12 times");
    expect(await shown(page, "failure")).toEqual(["failure/sequence/present:missing"]);
    expect(await page.textContent("#shown")).toBe("1 of 5 failures, 0 of 9 scenarios shown");
    expect(hash(page)).toBe("#?q=numbered+12+times");
    await page.click("search button");
    expect(hash(page)).toBe("");
    await page.selectOption("[name=verdict]", "n/a");
    expect(await shown(page, "scenario")).toEqual(["scenario/state/store"]);
    expect(
      await page.$$eval("h3.group", (all) =>
        all.filter((one) => one.checkVisibility()).map((one) => one.textContent),
      ),
    ).toEqual(["state"]);
    await page.selectOption("[name=verdict]", "waived");
    expect(await shown(page, "scenario")).toEqual(["scenario/state/known"]);
    await page.selectOption("[name=verdict]", "");
    await page.selectOption("[name=suite]", "core");
    await page.selectOption("[name=dialect]", "openai");
    await page.selectOption("[name=level]", "must");
    expect(await shown(page, "failure")).toEqual([deltas]);
    expect(await shown(page, "scenario")).toEqual(["scenario/core/text"]);
    // The address is all that somebody else needs to see the same.
    const again = await reading(htmlSample(), { hash: hash(page) });
    expect(await shown(again, "failure")).toEqual([deltas]);
    expect(await again.inputValue("[name=suite]")).toBe("core");
  });

  it("opens the failure that the address names, at the place that it names", async () => {
    const page = await reading(htmlSample(), { hash: `#${deltas}@core/unicode:ask` });
    const evidence = page.locator(`[id="${deltas}"] .evidence`);
    expect(await evidence.textContent()).toContain("another is not the concatenation");
    expect(await page.textContent(`[id="${deltas}"] .line.blamed`)).toContain("at fault");
    expect(await page.evaluate("document.activeElement.parentElement.id")).toBe(deltas);
    expect(await page.locator(`[id="${deltas}"] > summary`).boundingBox()).toMatchObject({
      y: expect.closeTo(112, -2) as number,
    });
    await page.click("text=The same finding in 2 places");
    await page.click(`a[href="#${deltas}@core/text:ask"]`);
    await expect.poll(() => evidence.textContent()).not.toContain("another");
    const elsewhere = await reading(htmlSample(), {
      hash: "#failure/sequence/present:missing@core/unicode:ask",
    });
    expect(await elsewhere.isVisible("text=an integer")).toBe(true);
  });

  it("goes to a section, and to no part of it", async () => {
    const page = await reading(htmlSample(), { hash: "#scenarios?verdict=pass" });
    expect(await page.evaluate("document.activeElement.id")).toBe("scenarios");
    expect(await shown(page, "scenario")).toEqual(["scenario/tools/plain"]);
  });

  it("leads to a place even where the filter hides it", async () => {
    const page = await reading(htmlSample(), { hash: `#${deltas}?suite=errors` });
    expect(await shown(page, "failure")).toEqual([deltas, "failure/expect:status.gow5b1"]);
  });

  it("can be read by keyboard alone", async () => {
    const page = await reading(htmlSample());
    const active = (): Promise<string | undefined> =>
      page.evaluate("document.activeElement.closest('[id]')?.id");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the results");
    await page.keyboard.press("/");
    await page.keyboard.type("usage");
    expect(await shown(page, "failure")).toHaveLength(2);
    await page.keyboard.press("Escape");
    expect(await shown(page, "failure")).toHaveLength(5);
    await page.keyboard.press("j");
    expect(await active()).toBe(deltas);
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    expect(await active()).toBe("failure/sequence/present:missing");
    await page.keyboard.press("k");
    expect(await active()).toBe("failure/expect:status.gow5b1");
    await page.keyboard.press("j");
    expect(await active()).toBe("failure/sequence/present:missing");
    const open = (): Promise<boolean> =>
      page.evaluate("document.getElementById('failure/sequence/present:missing').open");
    await page.keyboard.press("Enter");
    expect(await open()).toBe(true);
    await expect.poll(() => hash(page)).toBe("#failure/sequence/present:missing");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    expect([await open(), await active()]).toEqual([false, "failure/sequence/present:missing"]);
    await page.keyboard.press("?");
    expect(await page.isVisible("dialog")).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.isVisible("dialog")).toBe(false);
    await page.keyboard.press("?");
    await page.click("dialog button");
    expect(await page.isVisible("dialog")).toBe(false);
  });

  it("is dark or light as the system is, or as the reader chooses", async () => {
    const page = await reading(htmlSample(), { colorScheme: "dark" });
    expect(await background(page)).toBe(dark);
    await page.emulateMedia({ colorScheme: "light" });
    expect(await background(page)).toBe(light);
    await page.click("#theme");
    expect([await page.textContent("#theme"), await background(page)]).toEqual([
      "theme: dark",
      dark,
    ]);
    await page.reload();
    expect(await background(page)).toBe(dark);
    await page.click("#theme");
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await background(page)).toBe(light);
  });

  it("works where nothing can be remembered", async () => {
    const page = await reading(htmlSample());
    await page.addInitScript(() =>
      Object.defineProperty(globalThis, "localStorage", {
        get: () => {
          throw new Error("not here");
        },
      }),
    );
    await page.reload();
    await page.click("#theme");
    expect(await background(page)).toBe(dark);
  });

  it("shows a stream of 10,000 events, with no more elements than are in view", async () => {
    const many = 10_000;
    const page = await reading(htmlSample(many));
    const lines = page.locator(".rows .line");
    expect(await page.textContent(".line.blamed")).toContain(String(faultAt(many)));
    expect(await page.isVisible(".line.blamed")).toBe(true);
    expect(await page.textContent(".frame")).toContain('"text": "w0 w2"');
    // Event 5 is related to it, and stands out of the deltas around it.
    await page.click(".jump >> text=event 5");
    expect(await page.textContent(".line.related[aria-selected=true]")).toContain('"w2 "');
    await page.focus(".rows");
    await page.keyboard.press("Home");
    for (let at = 0; at < 5; at++) await page.keyboard.press("ArrowDown");
    const before = await page.evaluate<number>("document.querySelector('.track').offsetHeight");
    await page.locator(".line.fold").first().click();
    expect(
      await page.evaluate<number>("document.querySelector('.track').offsetHeight"),
    ).toBeGreaterThan(before);
    await page.$eval(".rows", (rows) => rows.scrollTo(0, rows.scrollHeight / 2));
    await expect
      .poll(() => lines.first().getAttribute("aria-posinset").then(Number))
      .toBeGreaterThan(100);
    expect(await lines.count()).toBeLessThan(60);
    await page.click("canvas.overview", { position: { x: 2, y: 8 } });
    await expect.poll(() => page.textContent(".frame")).toMatch(/^event \d\d? /);
    await page.focus(".rows");
    await page.keyboard.press("Home");
    await page.click(".frame button");
    expect(await page.textContent(".frame")).toContain("event: response.created\ndata: {");
  });

  it("shows of several exchanges the one that a finding is on, and the others on demand", async () => {
    const run = htmlSample();
    const [scenario] = run.scenarios;
    const [trace] = scenario?.steps[0]?.traces ?? [];
    if (!scenario || !trace) throw new Error("the sample has no trace");
    Object.assign(scenario.steps[0] ?? {}, {
      traces: [0, 1, 2].map((exchange) => ({ ...trace, exchange })),
    });
    for (const { findings } of scenario.results)
      for (const finding of findings) finding.exchange = 1;
    const page = await reading(run);
    expect(await page.inputValue(".stream select")).toBe("1");
    expect(await page.locator(".line.blamed").count()).toBe(1);
    await page.selectOption(".stream select", "2");
    expect(await page.locator(".rows .line").count()).toBeGreaterThan(5);
    expect(await page.locator(".line.blamed").count()).toBe(0);
  });

  it("shows an answer that is no stream at once", async () => {
    const run = htmlSample();
    const frames = [{ type: "body", raw: '{"error":"none of this"}', bytes: 24 }];
    const traces = [{ exchange: 0, frames, omitted: 0 }];
    Object.assign(run.scenarios[0]?.steps[0] ?? {}, { traces });
    const page = await reading(run);
    expect(await page.textContent(".frame")).toContain('"error": "none of this"');
    expect(await page.isVisible(".overview")).toBe(false);
    expect((await page.locator(".rows").boundingBox())?.height).toBeLessThan(40);
  });

  it("has a matrix that unfolds, and leads to what failed", async () => {
    const page = await reading(htmlSample(), { hash: "#matrix" });
    await page.waitForSelector(".matrix table");
    const cells = (): Promise<(string | null)[]> =>
      page.$$eval(".matrix tbody tr:first-child td", (all) => all.map((cell) => cell.textContent));
    expect(await cells()).toEqual(["✗", "✗2", "!", "·"]);
    await page.click(".matrix a[aria-label^='text/deltas-equal-done in core/unicode']");
    await expect.poll(() => hash(page)).toBe(`#${deltas}@core/unicode:ask`);
    expect(await page.isVisible("text=another is not the concatenation")).toBe(true);
    await page.selectOption("#matrix-body select", "1");
    expect(await cells()).toEqual(["✓", "✗", "!", "·"]);
    await page.click("[data-suite=tools]");
    expect(await page.isVisible(".matrix >> text=tools/late")).toBe(false);
  });

  it("shows the steps of a scenario when it is opened", async () => {
    const page = await reading(htmlSample(), { hash: "#scenario/tools/plain" });
    expect(await page.textContent('[id="scenario/tools/plain"]')).toContain(
      "POST http://localhost:8000/v1/responses",
    );
    expect(await page.textContent('[id="scenario/core/usage"]')).not.toContain("POST");
  });

  it("turns hostile text into no element and runs none of it", async () => {
    const page = await reading(hostileSample(), { hash: "#matrix" });
    await openAll(page);
    await page.locator(".rows").first().press("Home");
    await page.waitForSelector("#matrix-body table");
    expect(await page.evaluate("globalThis.harmed")).toBeUndefined();
    expect(await page.$$("img, script:not([type]) ~ script, a[href^='javascript']")).toEqual([]);
    const text = await page.textContent("body");
    for (const raw of ["\u2028", "\u202e", "\u001b"]) expect(text).not.toContain(raw);
  });

  it("could not read markup if it wanted to: the browser refuses", async () => {
    const file = join(folder(), "report.html");
    writeFileSync(file, htmlReport(htmlSample(), options()));
    const { page, complaints } = await openFile(browser as Browser, file);
    await expect(page.evaluate("document.body.innerHTML = '<i>x</i>'")).rejects.toThrow(
      "TrustedHTML",
    );
    await page.evaluate("new Image().src = 'https://example.com/'");
    await expect.poll(() => complaints.join(" ")).toContain("Content Security Policy");
    await page.close();
  });

  it("can be read without its script", async () => {
    const page = await reading(htmlSample(), { javaScriptEnabled: false, hash: "#failures" });
    for (const text of [
      "every event is numbered",
      "^ differs at character 13",
      "store is not offered",
    ])
      expect(await page.locator(`text=${text}`).count()).toBeGreaterThan(0);
    expect(await page.isVisible("search")).toBe(false);
    expect(await page.isVisible("noscript p")).toBe(true);
  });

  it("prints every failure, and none of the tools", async () => {
    const page = await reading(htmlSample());
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.evaluate("dispatchEvent(new Event('beforeprint')) && 0");
    expect(await page.isVisible("text=12 times in this exchange")).toBe(true);
    expect(await page.isVisible("text=an integer")).toBe(true);
    expect([await page.isVisible(".tools"), await page.isVisible(".copy")]).toEqual([false, false]);
    expect(await background(page)).toBe(light);
    await page.evaluate("dispatchEvent(new Event('afterprint')) && 0");
    expect(await page.isVisible("text=an integer")).toBe(false);
  });

  it.each([
    ["a phone", { width: 360, height: 740 }],
    ["a window at 200 %", { width: 640, height: 450 }],
    ["a wide screen", { width: 1600, height: 900 }],
  ])("does not scroll sideways on %s", async (_, viewport) => {
    for (const run of [htmlSample(), hostileSample()]) {
      const page = await reading(run, { viewport, hash: "#matrix" });
      await page.waitForSelector(".matrix table");
      await openAll(page);
      expect(await wider(page)).toBe(false);
    }
  });

  it.each(["light", "dark"] as const)(
    "has no barrier that axe-core finds serious, %s",
    async (colorScheme) => {
      const page = await reading(htmlSample(), { colorScheme, hash: "#matrix" });
      await page.waitForSelector(".matrix table");
      await openAll(page);
      expect(await page.locator(".rows").count()).toBeGreaterThan(1);
      expect(await barriers(page)).toEqual([]);
      await page.keyboard.press("?");
      expect(await barriers(page)).toEqual([]);
    },
  );

  it("compares results, with filters, on any screen and without barriers", async () => {
    const file = join(folder(), "diff.html");
    const before = htmlSample();
    const after = htmlSample();
    Object.assign(after.scenarios[0]?.results[0] ?? {}, { verdict: "pass", findings: [] });
    const results = Object.entries({ before, after }).map(([name, run]) => ({ name, run }));
    writeFileSync(file, compareHtml(compareRuns(results)));
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 1280, height: 900 },
    ]) {
      const page = watched(await openFile(browser as Browser, file, { viewport }));
      expect(await page.textContent("#newly-passing")).toContain("core/text");
      expect(await wider(page)).toBe(false);
      await page.selectOption("[name=verdict]", "still failing");
      expect(await page.locator("tr.item:visible").count()).toBe(4);
      expect(await page.textContent("#shown")).toBe("4 of 10 scenarios shown");
      await page.click("search button");
      await page.click("summary");
      expect(await barriers(page)).toEqual([]);
    }
  });

  it("is written by a run", async () => {
    const cwd = folder();
    const url = await serving({ fault: "delta-lost" });
    const args = [
      "--base-url",
      url,
      "--scenario",
      "core/unicode",
      "--reporter",
      "html=report.html",
    ];
    expect((await cli(args, { cwd })).code).toBe(1);
    const page = watched(await openFile(browser as Browser, join(cwd, "report.html")));
    expect(await page.textContent("h1")).toContain("NOT CONFORMANT to Open Responses");
    expect(await page.isVisible("text=responses-conformance explain text/deltas-equal-done")).toBe(
      true,
    );
    // The stream is the one that was sent, with the event that the finding names.
    expect(await page.textContent(".line.blamed")).toMatch(/output_text\.done.*at fault/);
    expect(await page.locator(".line.related").count()).toBeGreaterThan(0);
    await page.click("text=Request body");
    expect(await page.textContent(".stream details[open]")).toContain('"stream": true');
    await page.click("text=Response headers");
    expect(await page.isVisible("text=content-type: text/event-stream")).toBe(true);
  });

  it("is written of captures", async () => {
    const cwd = folder();
    const capture = readFileSync(assetPath("fixtures", "good", "text.1.sse"), "utf8");
    writeFileSync(join(cwd, "a.sse"), capture.replace("data: [DONE]", ": nothing"));
    writeFileSync(join(cwd, "b.sse"), capture);
    expect((await cli(["check", ".", "--reporter", "html=report.html"], { cwd })).code).toBe(1);
    const hash = "#failure/sse/done-sentinel:missing@a.sse:";
    const page = watched(await openFile(browser as Browser, join(cwd, "report.html"), { hash }));
    expect(await page.textContent(".line.blamed")).toMatch(/completed.*at fault/);
    expect(await page.textContent("#shown")).toBe("1 of 1 failures, 2 of 2 captures shown");
  });
});
