import type { Trace, TraceFrame } from "../../result/trace.ts";

/** A line of the timeline: one frame, a run of deltas (folded or unfolded), or the number of frames that were not kept there. */
export type Row =
  | { frame: number; inside: boolean }
  | { from: number; to: number; characters: number; unfolded: boolean }
  | { missing: number };

/** Fewest deltas that are folded. */
const fewest = 4;

/**
 * The lines of a timeline. Consecutive deltas of one type for one output item are folded.
 * @param keep numbers of events that are never folded
 * @param unfolded index of the first frame of each unfolded run
 */
export function rowsOf(
  { frames, omitted }: Pick<Trace, "frames" | "omitted">,
  keep: ReadonlySet<number>,
  unfolded: ReadonlySet<number>,
): Row[] {
  const rows: Row[] = [];
  let lost = omitted;
  for (let from = 0; from < frames.length;) {
    const missing = gapBefore(frames, from);
    if (missing > 0) rows.push({ missing });
    lost -= missing;
    let to = from;
    let characters = 0;
    for (
      let frame = frames[to];
      frame && folds(frame, frames[from], keep) && (to === from || gapBefore(frames, to) === 0);
      frame = frames[to]
    ) {
      characters += [...(frame.delta ?? "")].length;
      to++;
    }
    if (to - from < fewest) {
      to = Math.max(to, from + 1);
      for (let frame = from; frame < to; frame++) rows.push({ frame, inside: false });
    } else {
      rows.push({ from, to, characters, unfolded: unfolded.has(from) });
      if (unfolded.has(from))
        for (let frame = from; frame < to; frame++) rows.push({ frame, inside: true });
    }
    from = to;
  }
  // What is missing after the last event, nothing tells but the count.
  return lost > 0 ? [...rows, { missing: lost }] : rows;
}

/** How many events are missing before a frame: by its number, and that of the one before it. */
function gapBefore(frames: readonly TraceFrame[], at: number): number {
  const event = frames[at]?.event;
  const before = at === 0 ? -1 : frames[at - 1]?.event;
  return event === undefined || before === undefined ? 0 : Math.max(0, event - before - 1);
}

const folds = (
  frame: TraceFrame,
  first: TraceFrame | undefined,
  keep: ReadonlySet<number>,
): boolean =>
  frame.delta !== undefined &&
  frame.type === first?.type &&
  frame.output === first.output &&
  !keep.has(frame.event ?? -1);

/** The output items of a stream, in order; each has its own lane, beside that of the response. */
export function lanesOf(frames: readonly TraceFrame[]): number[] {
  const lanes = new Set<number>();
  for (const { output } of frames) if (output !== undefined) lanes.add(output);
  return [...lanes].toSorted((a, b) => a - b);
}

/** The place of a frame on the time axis, from 0 to 1: by its time, or by its order if no times are known. */
export function scaleOf(frames: readonly TraceFrame[]): (at: number) => number {
  const last = frames.reduce((most, { at = 0 }) => Math.max(most, at), 0);
  const timed = last > 0 && frames.every(({ at }) => at !== undefined);
  const steps = Math.max(1, frames.length - 1);
  return (at) => (timed ? (frames[at]?.at ?? 0) / last : at / steps);
}

/** The trace of an exchange; the last one, which was judged in the end, if that trace is not kept or no exchange is given. */
export function traceOf(traces: readonly Trace[], exchange: number | undefined): number {
  const found = traces.findIndex((trace) => trace.exchange === exchange);
  return found < 0 ? Math.max(0, traces.length - 1) : found;
}

/** JSON formatted for reading; undefined if the text is not JSON. For a frame of an event stream, the JSON of its data. */
export function laidOut(raw: string): string | undefined {
  const data = raw
    .split(/\r\n|\n|\r/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5));
  try {
    return JSON.stringify(JSON.parse(data.length > 0 ? data.join("\n") : raw), null, 2);
  } catch {
    return undefined;
  }
}
