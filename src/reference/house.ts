import { type MakeId } from "./ids.ts";
import type { Fault } from "./faults/types.ts";
import type { Store } from "./store.ts";

/** What all routes share: settings, memory and the sources of ids and time. */
export interface House {
  apiKey: string | null;
  /** The model name that GET /models lists. */
  model: string;
  fault: Fault | null;
  /** Milliseconds before each delta. */
  deltaDelayMs: number;
  interleave: boolean;
  /** End streams with `data: [DONE]`. */
  done: boolean;
  maxBodyBytes: number;
  makeId: MakeId;
  /** The time in Unix seconds. */
  now(): number;
  store: Store;
}
