import { arrayAt, stringAt, type Json, type JsonObject } from "../../json/json.ts";
import type { Snapshot } from "../../engine/exchange.ts";
import { isResumed, type StreamState } from "../../stream/state.ts";
import type { WireEvent } from "../../wire/types.ts";

/** The output of a response that came to its end. */
export interface FinalOutput {
  response: JsonObject;
  output: Json[];
  /** JSON Pointer of the output in the event or body. */
  pointer: string;
  /** The terminal event; undefined for a JSON body. */
  event: WireEvent | undefined;
}

const settled: ReadonlySet<string | undefined> = new Set(["completed", "incomplete"]);

/**
 * The final output of a completed or incomplete response. A failed or cancelled one has none to be judged:
 * what was open may stay open there.
 */
export function finalOutput(
  { response, pointer, event, terminal }: Snapshot,
  state: StreamState,
): FinalOutput | undefined {
  const output = arrayAt(response, "output");
  if (!terminal || !output || state.failing || state.terminal) return undefined;
  const status = event ? event.type.slice("response.".length) : stringAt(response, "status");
  if (!settled.has(status)) return undefined;
  return { response, output, pointer: `${pointer}/output`, event };
}

/** The same, where the whole stream was seen: not one that goes on from another, nor the second of two responses on it. */
export function wholeOutput(snapshot: Snapshot, state: StreamState): FinalOutput | undefined {
  if (!snapshot.event || isResumed(state, snapshot.event) || state.restarted) return undefined;
  return finalOutput(snapshot, state);
}
