import { describe, expect, it } from "vitest";
import { createTurnstile } from "./turnstile.ts";

describe("a turnstile", () => {
  it("lets one piece of work run alone, whatever comes before and behind it", async () => {
    const { together, alone } = createTurnstile();
    const log: string[] = [];
    let now = 0;
    const work = (name: string) => async () => {
      now += 1;
      log.push(`${name} with ${now - 1}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      return name;
    };
    const done = await Promise.all([
      together(work("a")),
      together(work("b")),
      alone(work("c")),
      alone(work("d")),
      together(work("e")),
    ]);
    expect(done).toEqual(["a", "b", "c", "d", "e"]);
    expect(log.slice(0, 2)).toEqual(["a with 0", "b with 1"]);
    expect(log.slice(2).toSorted()).toEqual(["c with 0", "d with 0", "e with 0"]);
  });

  it("goes on after work that failed", async () => {
    const { together, alone } = createTurnstile();
    const fail = (): Promise<never> => Promise.reject(new Error("no"));
    await expect(together(fail)).rejects.toThrow("no");
    await expect(alone(fail)).rejects.toThrow("no");
    expect(await together(() => Promise.resolve(1))).toBe(1);
    expect(await alone(() => Promise.resolve(2))).toBe(2);
  });
});
