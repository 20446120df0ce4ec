import { describe, expect, it } from "vitest";
import { startReferenceServer } from "../server.ts";
import { Client, frozen } from "../test-kit.ts";
import { faultById, faults } from "./index.ts";
import { expected } from "./test-expected.ts";
import { conformingAnswers, differences, make, visits } from "./test-tour.ts";

const timed = faults.filter((fault) => fault.timing !== undefined);
const edited = faults.filter((fault) => fault.timing === undefined);

describe("the list of faults", () => {
  it("has unique ids in kebab case, sentences as titles, and a rule for each", () => {
    expect(new Set(faults.map((fault) => fault.id)).size).toBe(faults.length);
    for (const fault of faults) {
      expect(fault.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(fault.title).toMatch(/\.$/);
      expect(fault.breaks).toMatch(/^([a-z-]+\/[a-z0-9-]+|error)$/);
    }
  });

  it("finds a fault by its id", () => {
    expect(faultById("delta-lost").breaks).toBe("text/deltas-equal-done");
    expect(() => faultById("usage-missin")).toThrow('no fault "usage-missin"');
    expect(() => faultById("x".repeat(5000))).toThrow(/"x{80}"/);
  });
});

describe("a conforming server", () => {
  it.concurrent.each(visits)("says the same in every run: $name", async (visit) => {
    expect(differences(await make(visit), await make(visit))).toBe("");
  });
});

describe("a fault changes the wire in just its own way", () => {
  it("and each one is told here", () => {
    expect(Object.keys(expected).toSorted()).toEqual(edited.map((fault) => fault.id).toSorted());
  });

  it.concurrent.each(edited)("$id", async ({ id }) => {
    const told = expected[id] ?? "";
    const visit = visits.find(({ name }) => told.startsWith(`${name}: `));
    if (visit === undefined)
      throw new Error(
        `test-expected.ts needs a line for "${id}" that begins with a visit: ${told}`,
      );
    expect(
      `${visit.name}: ${differences(await conformingAnswers(visit), await make(visit, { fault: id }))}`,
    ).toBe(told);
  });
});

/** What the server waited for. */
const waits: number[] = [];

/** Streams until the server ends, cuts the connection, or has been silent for a while. */
async function listen(fault?: string): Promise<{ status: number; frames: number; ending: string }> {
  const server = await startReferenceServer({
    clock: frozen,
    wait: async (ms) => void waits.push(ms),
    ...(fault === undefined ? {} : { fault }),
  });
  const abort = new AbortController();
  let [text, status, ending] = ["", 0, "end"];
  let timer = setTimeout(() => abort.abort("silent"), 300);
  try {
    const answer = await fetch(`${server.url}/responses`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", input: "Say red, yellow and orange", stream: true }),
      signal: abort.signal,
    });
    status = answer.status;
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort("silent"), 300);
    }
  } catch {
    ending = abort.signal.aborted ? "silence" : "reset";
  } finally {
    clearTimeout(timer);
    await server.close();
  }
  return { status, frames: text.split("\n\n").length - 1, ending };
}

describe("a fault of timing", () => {
  it.concurrent.each<[string, { status: number; frames: number; ending: string }]>([
    ["never-answers", { status: 0, frames: 0, ending: "silence" }],
    ["stream-empty", { status: 200, frames: 0, ending: "end" }],
    ["stream-stalls", { status: 200, frames: 6, ending: "silence" }],
    ["stream-cut", { status: 200, frames: 6, ending: "reset" }],
    ["stream-ends-early", { status: 200, frames: 6, ending: "end" }],
    ["stream-in-one-burst", { status: 200, frames: 15, ending: "end" }],
    ["stream-stays-open", { status: 200, frames: 15, ending: "silence" }],
  ])("%s", async (id, heard) => {
    expect(await listen(id)).toEqual(heard);
  });

  it("waits as long as it says", () => {
    expect(waits).toEqual([12_000]);
  });

  it("leaves nothing out here", () => {
    expect(timed.map((fault) => fault.id).toSorted()).toEqual([
      "never-answers",
      "stream-cut",
      "stream-empty",
      "stream-ends-early",
      "stream-in-one-burst",
      "stream-stalls",
      "stream-stays-open",
    ]);
  });

  it("leaves JSON answers alone", async () => {
    const server = await startReferenceServer({ fault: "never-answers" });
    const reply = await new Client(server).create({ input: "Say red" });
    await server.close();
    expect(reply.status).toBe(200);
  });
});
