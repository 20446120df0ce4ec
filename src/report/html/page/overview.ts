import type { TraceFrame } from "../../../result/trace.ts";
import { scaleOf } from "../timeline.ts";

/** Height of a lane of the overview, in pixels. */
const laneHeight = 9;

/** Draws the overview of a stream: a lane for each output item, a stroke for each message, the events at fault in red. */
export function drawOverview(
  canvas: HTMLCanvasElement,
  frames: readonly TraceFrame[],
  laneOf: (output: number | undefined) => number,
  { blamed, related }: { blamed: ReadonlySet<number>; related: ReadonlySet<number> },
): void {
  const lanes = frames.reduce((most, { output }) => Math.max(most, laneOf(output)), 0) + 1;
  const width = canvas.clientWidth;
  const ratio = devicePixelRatio;
  canvas.style.height = `${lanes * laneHeight + 10}px`;
  canvas.width = width * ratio;
  canvas.height = (lanes * laneHeight + 10) * ratio;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  // As a colour of the element, so that the browser says which one of a pair it is.
  const colour = (name: string): string => {
    canvas.style.color = `var(${name})`;
    return getComputedStyle(canvas).color;
  };
  const laneColours = Array.from({ length: 8 }, (_, lane) => colour(`--lane${lane}`));
  const x = scaleOf(frames);
  const stroke = (at: number, width_: number, top: number, height: number): void =>
    context.fillRect(Math.round(x(at) * (width - 6)) + 3 - width_ / 2, top, width_, height);
  for (const [at, { output }] of frames.entries()) {
    const lane = laneOf(output);
    context.fillStyle = laneColours[lane % 8] ?? "";
    stroke(at, 1.5, 5 + lane * laneHeight, laneHeight - 2);
  }
  for (const [at, { event = -1 }] of frames.entries()) {
    if (!blamed.has(event) && !related.has(event)) continue;
    context.fillStyle = colour(blamed.has(event) ? "--fail" : "--warn");
    stroke(at, blamed.has(event) ? 3 : 2, 0, lanes * laneHeight + 10);
  }
}

/** Number of the event that is drawn closest to a place, given from 0 to 1. */
export function nearestEvent(frames: readonly TraceFrame[], place: number): number | undefined {
  const x = scaleOf(frames);
  let best: number | undefined;
  let distance = Infinity;
  for (const [at, { event }] of frames.entries()) {
    const away = Math.abs(x(at) - place);
    if (event === undefined || away >= distance) continue;
    best = event;
    distance = away;
  }
  return best;
}
