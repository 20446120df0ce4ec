import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assetPath } from "../../assets/assets.ts";
import { CaptureError } from "./capture.ts";
import { findCandidates, looksLikeEvents, looksLikeStream, openCapture } from "./open.ts";

describe("telling the form", () => {
  it.each([
    ["data: {}\n\n", true],
    ["\ufeff\n: comment\ndata: x\n", true],
    ["event: a\ndata: b\n", true],
    ["event: a\nid: 4\n", false],
    ["data is missing: here\n", false],
    ["hello\ndata: x\n", false],
    ["", false],
  ])("%j is a stream: %j", (text, expected) =>
    expect(looksLikeStream(Buffer.from(text))).toBe(expected),
  );

  it.each([
    ['{"type":"response.created"}\n{', true],
    ['\n {"type":"error"}', true],
    ['{"level":"info"}\n', false],
    ['["type"]\n', false],
    ["{}\n", false],
    ['{"type": "cut off', false],
    [`{"type":"response.created","x":"${"y".repeat(70_000)}`, true],
  ])("%.30j is JSON lines: %j", (text, expected) =>
    expect(looksLikeEvents(Buffer.from(text))).toBe(expected),
  );
});

describe("finding captures", () => {
  const folder = mkdtempSync(join(tmpdir(), "find-"));
  const put = (name: string): string => {
    writeFileSync(join(folder, name), "data: {}\n\n");
    return join(folder, name);
  };

  it("walks folders in order, leaves out the bodies of tapes, and does not go in circles", async () => {
    mkdirSync(join(folder, "b"));
    for (const name of ["c.sse", "a.txt", "b/x.1.sse", "b/x.tape.json", "b/y.1.sse"]) put(name);
    symlinkSync(folder, join(folder, "b", "up"));
    const found = await findCandidates([folder, join(folder, "c.sse")]);
    expect(found.map(({ path, named }) => [path.slice(folder.length + 1), named])).toEqual([
      ["a.txt", false],
      ["b/up", false],
      ["b/x.tape.json", false],
      ["b/y.1.sse", false],
      ["c.sse", true],
    ]);
    expect(await openCapture(join(folder, "b", "up"))).toBeUndefined();
  });

  it("uses the tape of a body that is named", async () => {
    const body = assetPath("fixtures", "good", "text.1.sse");
    const [found] = await findCandidates([body]);
    expect(found).toEqual({ path: assetPath("fixtures", "good", "text.tape.json"), named: true });
    const capture = await openCapture(found?.path ?? "");
    expect(capture?.exchanges.map(({ step, form }) => [step, form])).toEqual([["ask", "sse"]]);
  });

  it("says what is wrong with a path or a tape", async () => {
    await expect(findCandidates([join(folder, "none")])).rejects.toThrow(CaptureError);
    const tape = put("bad.tape.json");
    await expect(openCapture(tape)).rejects.toThrow(/^not JSON/);
  });
});
