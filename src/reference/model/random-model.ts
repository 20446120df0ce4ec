import type { Json, JsonObject } from "../../json/json.ts";
import type { CreateRequest, Tool } from "../types.ts";
import { textOf } from "./grammar.ts";
import { instanceOf } from "./instance.ts";

/** A model that answers at random: its words do not depend on the request. */
export interface RandomModel {
  /** One to forty words. */
  words(): string;
  /** A value that is valid for a schema, as constrained decoding would make it, and otherwise accidental. */
  value(schema: JsonObject): Json;
  /** The calls that a forced tool choice makes it do: one, or two where several are allowed. */
  calls(request: CreateRequest): { tool: Tool; text: string }[];
  /** True or false, by chance. */
  coin(): boolean;
}

const syllables = "ba ke lo mi nu ra se tu vo wi zé ño".split(" ");

/** The same seed gives the same words, as long as the same things are asked for in the same order. */
export function createRandomModel(seed: number): RandomModel {
  const below = random(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[below(list.length)];
  const word = (): string =>
    Array.from({ length: 1 + below(4) }, () => pick(syllables)).join("") +
    (below(8) === 0 ? "." : "");
  const words = (): string => Array.from({ length: 1 + below(40) }, word).join(" ");
  const value = (schema: JsonObject): Json =>
    instanceOf(schema, {
      subject: word(),
      text: "",
      numbers: [],
      choose: (options) => pick(options) ?? null,
    });
  return {
    words,
    value,
    coin: () => below(2) === 0,
    calls({ tools, toolChoice: { mode, only }, parallel }) {
      const allowed = tools.filter(
        ({ kind, name }) => kind !== "hosted" && (only === null || only.includes(name)),
      );
      if (mode !== "required" || allowed.length === 0) return [];
      return Array.from({ length: parallel ? 1 + below(2) : 1 }, () => {
        const tool = pick(allowed) as Tool;
        return { tool, text: inputOf(tool) };
      });
    },
  };

  function inputOf({ kind, grammar, parameters }: Tool): string {
    if (grammar !== null) return textOf(grammar) ?? "";
    return kind === "custom" ? words() : JSON.stringify(value({ type: "object", ...parameters }));
  }
}

/** Whole numbers from 0 up to a limit that is not reached: the generator "mulberry32". */
function random(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
