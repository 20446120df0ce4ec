import type { Trace } from "../../../result/trace.ts";
import { duration, plural } from "../../text.ts";
import { h, type Child } from "../node.ts";
import { laidOut, traceOf } from "../timeline.ts";
import { all, block, toDom } from "./dom.ts";
import { preformatted } from "./frame.ts";
import { showLines, type Outstanding } from "./lines.ts";

/** Fills in the streams within an element. */
export function showStreams(within: HTMLElement): void {
  for (const into of all(".stream:empty", within)) {
    const traces = block<Trace[]>(into.dataset["trace"] ?? "");
    if (traces) showStream(into, traces);
  }
}

/** Numbers of the events of one exchange, from `EXCHANGE:EVENT EXCHANGE:EVENT ...`. */
const eventsOf = (exchange: number, text = ""): Set<number> =>
  new Set(
    text
      .split(" ")
      .map((place) => place.split(":").map(Number))
      .flatMap(([of, event]) => (of === exchange && event !== undefined ? [event] : [])),
  );

function showStream(into: HTMLElement, traces: readonly Trace[]): void {
  const { exchange, blamed, related } = into.dataset;
  const start = traceOf(traces, exchange === undefined ? undefined : Number(exchange));
  const options = traces.map(({ exchange, frames }, at) =>
    h(
      "option",
      { value: at, selected: at === start },
      `${exchange + 1}: ${plural(frames.length, "message")}`,
    ),
  );
  const body = toDom(h("div")) as HTMLElement;
  if (traces.length > 1) into.append(toDom(h("label", "exchange ", h("select", options))));
  into.append(body);
  const show = (at: number): void => {
    const trace = traces[at];
    if (trace)
      showTrace(body, trace, {
        blamed: eventsOf(trace.exchange, blamed),
        related: eventsOf(trace.exchange, related),
      });
  };
  const select = into.querySelector("select");
  select?.addEventListener("change", () => show(Number(select.value)));
  show(start);
}

const jumps = (events: readonly number[]): Child =>
  events
    .slice(0, 10)
    .map((event) => [
      h("button", { type: "button", class: "jump", "data-event": event }, `event ${event}`),
      " ",
    ]);

const folded = (title: string, inside: Child): Child => h("details", h("summary", title), inside);

function showTrace(into: HTMLElement, trace: Trace, out: Outstanding): void {
  const { frames, omitted, request, headers } = trace;
  const blamed = [...out.blamed];
  const last = frames.at(-1)?.at;
  const summary = h(
    "p",
    plural(frames.length, "message"),
    last !== undefined && ` in ${duration(last)}`,
    omitted > 0 && `, ${omitted} more are not kept`,
    blamed.length > 0 && [". Event at fault: ", jumps(blamed.slice(0, 1))],
    out.related.size > 0 && [" Related events: ", jumps([...out.related])],
    blamed.length > 1 && [" Events of other findings: ", jumps(blamed.slice(1))],
  );
  const parts = h(
    "div",
    summary,
    h("canvas", { class: "overview", "aria-hidden": "true" }),
    h(
      "div.panes",
      h(
        "div",
        { class: "rows", role: "listbox", tabindex: 0, "aria-label": "messages of the stream" },
        h("div", { class: "track", role: "presentation" }),
      ),
      h("div", { class: "frame", "aria-live": "polite" }),
    ),
    request !== undefined && folded("Request body", preformatted(laidOut(request) ?? request)),
    headers &&
      folded(
        "Response headers",
        preformatted(
          Object.entries(headers)
            .map((header) => header.join(": "))
            .join("\n"),
        ),
      ),
  );
  into.replaceChildren(toDom(parts));
  showLines(into, trace, out);
}
