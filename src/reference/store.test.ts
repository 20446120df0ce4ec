import { describe, expect, it } from "vitest";
import {
  createStore,
  flattenHistory,
  historyAfter,
  type History,
  type StoredResponse,
} from "./store.ts";

function stored(
  id: string,
  { history = null as History | null, weight = 10 } = {},
): StoredResponse {
  return {
    id,
    background: false,
    instructions: null,
    input: [{ id: `in_${id}`, type: "message" }],
    history,
    events: [],
    final: { id, output: [{ id: `out_${id}`, type: "message" }] },
    run: null,
    weight,
  };
}

describe("createStore", () => {
  it("drops the oldest when there are too many", () => {
    const store = createStore(2);
    for (const id of ["a", "b", "c"]) store.add(stored(id));
    expect([store.get("a"), store.get("b")?.id, store.get("c")?.id]).toEqual([undefined, "b", "c"]);
    expect(store.findItem("in_a")).toBeUndefined();
    expect(store.findItem("out_c")?.["id"]).toBe("out_c");
  });

  it("drops the oldest when they weigh too much together, and forgets their weight", () => {
    const store = createStore(100, 25);
    for (const id of ["a", "b", "c", "d"]) store.add(stored(id));
    expect(["a", "b", "c", "d"].filter((id) => store.get(id) !== undefined)).toEqual(["c", "d"]);
  });

  it("keeps the newest even when it alone is too heavy", () => {
    const store = createStore(100, 5);
    store.add(stored("a"));
    expect(store.get("a")?.id).toBe("a");
  });

  it("removes once", () => {
    const store = createStore();
    store.add(stored("a"));
    expect([store.remove("a"), store.remove("a"), store.get("a")]).toEqual([
      true,
      false,
      undefined,
    ]);
  });
});

describe("history", () => {
  it("is input, output, input, output, oldest first, and counts what it keeps alive", () => {
    const first = stored("a");
    const second = stored("b", { history: historyAfter(first) });
    const history = historyAfter(second);
    expect(flattenHistory(history).map((item) => item["id"])).toEqual([
      "in_a",
      "out_a",
      "in_b",
      "out_b",
    ]);
    expect(history.weight).toBe(20);
  });

  it("may be very deep", () => {
    let history: History | null = null;
    for (let turn = 0; turn < 20_000; turn++)
      history = historyAfter(stored(String(turn), { history }));
    expect(flattenHistory(history)).toHaveLength(40_000);
  });
});
