import type { Trace, TraceFrame } from "../../../result/trace.ts";
import { plural } from "../../text.ts";
import { h, type Element as Data } from "../node.ts";
import { lanesOf, rowsOf, type Row } from "../timeline.ts";
import { all, toDom } from "./dom.ts";
import { showFrame } from "./frame.ts";
import { drawOverview, nearestEvent } from "./overview.ts";

/** Height of a line, as in the style. */
const lineHeight = 24;
/** Most lines that the box shows at once; the box is smaller if there are fewer. */
const mostLines = 14;
/** Most lanes that have different colours. */
const mostLanes = 12;

/** The marked events of a stream, by number. The first blamed event is that of the finding on show. */
export interface Outstanding {
  blamed: ReadonlySet<number>;
  related: ReadonlySet<number>;
}

/** The mark of an event: the one at fault, one of another finding, or evidence. */
function markOf(event: number, { blamed, related }: Outstanding): keyof typeof leads {
  const [first] = blamed;
  if (event === first) return "blamed";
  if (related.has(event)) return "related";
  return blamed.has(event) ? "other" : "none";
}

const leads = {
  blamed: "◀ at fault  ",
  related: "◁ related  ",
  other: "◁ of another finding  ",
  none: "",
};

const textOf = ({ delta, bytes }: TraceFrame): string =>
  delta === undefined ? plural(bytes, "byte") : JSON.stringify(delta);

function lineView(row: Row, frame: TraceFrame | undefined, lane: number, out: Outstanding): Data {
  if (!frame || "missing" in row)
    return h(
      "div",
      { role: "option", class: "line missing" },
      `${"missing" in row ? row.missing : 0} more messages, not kept`,
    );
  const { event, output, type, at } = frame;
  const fold = "from" in row;
  const mark = fold ? "none" : markOf(event ?? -1, out);
  const text = fold
    ? `${row.unfolded ? "▾" : "▸"} ${plural(row.to - row.from, "delta")}, ${plural(row.characters, "character")}`
    : leads[mark] + textOf(frame);
  return h(
    "div",
    {
      role: "option",
      class: `line lane${lane % 8} ${fold ? "fold" : mark}${!fold && row.inside ? " inside" : ""}`,
    },
    h("span.at", at === undefined ? "" : at.toFixed(1)),
    h("span.number", event ?? ""),
    h("span", {
      class: "dot",
      title: output === undefined ? "the response" : `output item ${output}`,
    }),
    h("span.type", type.replace(/^response\./, "")),
    h("span.text", text),
  );
}

let lists = 0;

/** Shows the lines of a stream. Only lines in view become elements, so a stream can be long. */
export function showLines(into: HTMLElement, trace: Trace, out: Outstanding): void {
  const rows = into.querySelector<HTMLElement>(".rows");
  const track = into.querySelector<HTMLElement>(".track");
  const pane = into.querySelector<HTMLElement>(".frame");
  const canvas = into.querySelector("canvas");
  if (!rows || !track || !pane || !canvas) return;
  const { frames } = trace;
  const lanes = lanesOf(frames);
  const laneOf = (output: number | undefined): number =>
    output === undefined ? 0 : 1 + (lanes.indexOf(output) % mostLanes);
  const keep = new Set([...out.blamed, ...out.related]);
  const unfolded = new Set<number>();
  const list = `list${++lists}`;
  let lines = rowsOf(trace, keep, unfolded);
  let selected = -1;

  const draw = (): void => {
    track.style.height = `${lines.length * lineHeight}px`;
    rows.style.height = `${Math.min(lines.length, mostLines) * lineHeight + 2}px`;
    const from = Math.max(0, Math.floor(rows.scrollTop / lineHeight) - 10);
    const to = from + Math.ceil(rows.clientHeight / lineHeight) + 20;
    const shown = lines.slice(from, to).map((row, at) => {
      const frame = "missing" in row ? undefined : frames["from" in row ? row.from : row.frame];
      const lane = laneOf(frame?.output);
      const line = toDom(lineView(row, frame, lane, out)) as HTMLElement;
      const place = from + at;
      line.id = `${list}-${place}`;
      line.style.top = `${place * lineHeight}px`;
      line.style.setProperty("--lane", String(lane));
      line.dataset["place"] = String(place);
      line.ariaSelected = String(place === selected);
      line.ariaSetSize = String(lines.length);
      line.ariaPosInSet = String(place + 1);
      return line;
    });
    track.replaceChildren(...shown);
    if (selected >= from && selected < to)
      rows.setAttribute("aria-activedescendant", `${list}-${selected}`);
    else rows.removeAttribute("aria-activedescendant");
  };
  const turn = (from: number): void => {
    if (!unfolded.delete(from)) unfolded.add(from);
    lines = rowsOf(trace, keep, unfolded);
  };
  const select = (place: number, { act = false, centre = false } = {}): void => {
    selected = Math.min(lines.length - 1, Math.max(0, place));
    const row = lines[selected];
    if (act && row && "from" in row) turn(row.from);
    const top = selected * lineHeight;
    const room = rows.clientHeight;
    if (centre) rows.scrollTop = top - room / 2;
    else if (top < rows.scrollTop) rows.scrollTop = top;
    else if (top + lineHeight > rows.scrollTop + room) rows.scrollTop = top + lineHeight - room;
    draw();
    const frame = row && "frame" in row ? frames[row.frame] : undefined;
    if (frame) showFrame(pane, frame);
  };
  const goTo = (event: number): void => {
    const frame = frames.findIndex((one) => one.event === event);
    const folded = lines.find(
      (row) => "from" in row && !row.unfolded && row.from <= frame && frame < row.to,
    );
    if (folded && "from" in folded) turn(folded.from);
    const place = lines.findIndex((row) => "frame" in row && row.frame === frame);
    if (place >= 0) select(place, { centre: true });
  };

  rows.addEventListener("scroll", () => requestAnimationFrame(draw));
  rows.addEventListener("click", ({ target }) => {
    const line = target instanceof Element ? target.closest<HTMLElement>("[role=option]") : null;
    if (line) select(Number(line.dataset["place"]), { act: true });
  });
  rows.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(rows.clientHeight / lineHeight) - 1);
    const places: Record<string, number> = {
      ArrowDown: selected + 1,
      ArrowUp: selected - 1,
      PageDown: selected + page,
      PageUp: selected - page,
      Home: 0,
      End: lines.length - 1,
      Enter: selected,
    };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    select(place, { act: event.key === "Enter" });
  });
  for (const button of all(".jump", into))
    button.addEventListener("click", () => goTo(Number(button.dataset["event"])));
  canvas.addEventListener("click", ({ offsetX }) => {
    const event = nearestEvent(frames, offsetX / canvas.clientWidth);
    if (event !== undefined) goTo(event);
  });
  // Of an answer that is no stream there is nothing to overlook.
  canvas.hidden = frames.length < 2;
  const overview = (): void => {
    if (!canvas.isConnected) return document.removeEventListener("theme", overview);
    if (!canvas.hidden) drawOverview(canvas, frames, laneOf, out);
  };
  document.addEventListener("theme", overview);
  new ResizeObserver(() => {
    overview();
    draw();
  }).observe(rows);
  draw();
  const [first] = out.blamed;
  if (first !== undefined) goTo(first);
  if (selected < 0 && lines.length === 1) select(0);
}
