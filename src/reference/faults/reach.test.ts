import { beforeAll, describe, expect, it } from "vitest";
import { faults } from "./index.ts";
import { nothingAsked, observer, reaches, type Asked } from "./reach.ts";
import { expected } from "./test-expected.ts";
import { conformingAnswers, differences, make, visits } from "./test-tour.ts";

/** What each visit asks of the hooks. */
const asked = new Map<string, Asked>();
/** What the server answers while it is observed. */
const told = new Map<string, Awaited<ReturnType<typeof make>>>();

beforeAll(async () => {
  for (const visit of visits) {
    const seen = nothingAsked();
    told.set(visit.name, await make(visit, { hooks: observer(() => seen) }));
    asked.set(visit.name, seen);
  }
});

const reached = (fault: (typeof faults)[number], name: string): boolean =>
  reaches(fault, asked.get(name) ?? nothingAsked());

describe("a server that is observed", () => {
  it.concurrent.each(visits)("says what it says alone: $name", async (visit) => {
    expect(differences(await make(visit), told.get(visit.name) ?? [])).toBe("");
    expect(told.get(visit.name)?.length).toBeGreaterThan(0);
  });
});

describe("where a fault reaches", () => {
  it("is the visit in which it is told how it shows", () => {
    for (const fault of faults.filter(({ timing }) => timing === undefined))
      expect(reached(fault, expected[fault.id]?.split(": ", 1)[0] ?? ""), fault.id).toBe(true);
  });

  it("is every new stream for a fault of timing, and nothing else", () => {
    for (const fault of faults.filter(({ timing }) => timing !== undefined)) {
      expect(reached(fault, "text"), fault.id).toBe(true);
      expect(reached(fault, "json"), fault.id).toBe(false);
    }
  });

  it("is not everywhere", () => {
    const nowhere = faults.filter((fault) => visits.every(({ name }) => !reached(fault, name)));
    const everywhere = faults.filter((fault) => visits.every(({ name }) => reached(fault, name)));
    expect(nowhere).toEqual([]);
    expect(everywhere.length).toBeLessThan(5);
  });

  // One visit each, another one for each fault, so that all together see every kind of visit.
  it.concurrent.each(faults.map((fault, index) => ({ id: fault.id, fault, index })))(
    "beyond it, $id changes nothing",
    async ({ id, fault, index }) => {
      const beyond = visits.filter(({ name }) => !reached(fault, name));
      const visit = beyond[index % Math.max(1, beyond.length)];
      if (visit === undefined) return;
      const answers = await make(visit, { fault: id });
      expect(differences(await conformingAnswers(visit), answers), visit.name).toBe("");
    },
  );
});
