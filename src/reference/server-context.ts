import { type MakeId } from "./ids.ts";
import type { Hooks } from "./faults/types.ts";
import type { RandomModel } from "./model/random-model.ts";
import type { Store } from "./store.ts";

/** What all routes share: settings, memory and the sources of ids and time. */
export interface ServerContext {
  apiKey: string | null;
  /** The model name that GET /models lists. */
  model: string;
  /** What makes this server differ from the plain one: those of a fault or of a variant. */
  hooks: Hooks | null;
  /** Milliseconds before each delta. */
  deltaDelayMs: number;
  /** Waits for some milliseconds; ends early when the client is gone. */
  wait(ms: number, gone: AbortSignal): Promise<void>;
  /** Milliseconds that background work waits in the queue. */
  queueMs: number;
  interleave: boolean;
  /** End streams with `data: [DONE]`. */
  done: boolean;
  maxBodyBytes: number;
  /** The model that answers at random; null for the one that reads the request. */
  randomModel: RandomModel | null;
  makeId: MakeId;
  /** The time in Unix seconds. */
  now(): number;
  store: Store;
}
