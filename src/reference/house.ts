import { type MakeId } from "./ids.ts";
import type { Hooks } from "./faults/types.ts";
import type { Babble } from "./model/babble.ts";
import type { Store } from "./store.ts";

/** What all routes share: settings, memory and the sources of ids and time. */
export interface House {
  apiKey: string | null;
  /** The model name that GET /models lists. */
  model: string;
  /** What makes this server differ from the plain one: those of a fault or of a variant. */
  hooks: Hooks | null;
  /** Milliseconds before each delta. */
  deltaDelayMs: number;
  interleave: boolean;
  /** End streams with `data: [DONE]`. */
  done: boolean;
  maxBodyBytes: number;
  /** The model that speaks without paying attention; null for the attentive one. */
  babble: Babble | null;
  makeId: MakeId;
  /** The time in Unix seconds. */
  now(): number;
  store: Store;
}
