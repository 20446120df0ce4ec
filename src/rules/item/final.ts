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
 * True for the last snapshot of a completed or incomplete response. What was open in a failed or cancelled one may stay
 * open.
 */
export function isSettled({ response, event, terminal }: Snapshot, state: StreamState): boolean {
  if (!terminal || state.failing || state.terminal) return false;
  return settled.has(event ? event.type.slice("response.".length) : stringAt(response, "status"));
}

/** The final output of a completed or incomplete response. */
export function finalOutput(snapshot: Snapshot, state: StreamState): FinalOutput | undefined {
  const { response, pointer, event } = snapshot;
  const output = arrayAt(response, "output");
  if (!output || !isSettled(snapshot, state)) return undefined;
  return { response, output, pointer: `${pointer}/output`, event };
}

/** The same, where the whole stream was seen: not one that goes on from another, nor the second of two responses on it. */
export function wholeOutput(snapshot: Snapshot, state: StreamState): FinalOutput | undefined {
  if (!snapshot.event || isResumed(state, snapshot.event) || state.restarted) return undefined;
  return finalOutput(snapshot, state);
}
