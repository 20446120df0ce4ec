import { objectAt, stringAt, type JsonObject } from "../json/json.ts";
import { show } from "../json/show.ts";
import type { ExcerptLine } from "../result/finding.ts";
import { textEventOf, textOfPart } from "../protocol/families.ts";
import type { WireEvent } from "../wire/types.ts";

const WIDTH = 60;

/** The text that an event is about: its delta, its done value, or the text of its part. */
function mainText({ type, payload }: WireEvent): string | undefined {
  const text = textEventOf(type);
  if (text) return stringAt(payload, text.delta ? "delta" : text.family.doneField);
  const part = objectAt(payload, "part");
  return textOfPart(part);
}

function summary(payload: JsonObject): string {
  const item = objectAt(payload, "item");
  if (item)
    return [item["type"], item["id"], item["status"]]
      .filter((v) => typeof v === "string")
      .join(" ");
  const response = objectAt(payload, "response");
  if (response)
    return [response["id"], response["status"]].filter((v) => typeof v === "string").join(" ");
  const error = objectAt(payload, "error") ?? payload;
  const message = stringAt(error, "message");
  return message === undefined ? "" : show(message, WIDTH);
}

/** One excerpt line of an event. `differsAt` is an index in its main text, shown with a caret. */
export function excerptLine(event: WireEvent, differsAt?: number): ExcerptLine {
  const text = mainText(event);
  if (text === undefined)
    return { event: event.index, type: event.type, text: summary(event.payload).slice(0, WIDTH) };
  if (differsAt === undefined)
    return { event: event.index, type: event.type, text: show(text, WIDTH) };
  // A window around the difference, so that it is seen in a text of any length.
  const start = differsAt > WIDTH / 2 ? differsAt - WIDTH / 4 : 0;
  const window = text.slice(start, start + WIDTH);
  const shown = `${start > 0 ? "…" : ""}${JSON.stringify(window)}${start + WIDTH < text.length ? "…" : ""}`;
  const column = (start > 0 ? 1 : 0) + JSON.stringify(text.slice(start, differsAt)).length - 1;
  return {
    event: event.index,
    type: event.type,
    text: shown,
    caret: { column, note: `differs at character ${differsAt + 1}` },
  };
}

/** The excerpt of a finding: the events of its evidence in stream order, gaps marked, the event at fault last. */
export function excerpt(
  related: WireEvent[],
  at: WireEvent | undefined,
  differsAt?: number,
): ExcerptLine[] {
  const events = [...new Set(at ? [...related, at] : related)].toSorted(
    (a, b) => a.index - b.index,
  );
  const lines: ExcerptLine[] = [];
  let previous: WireEvent | undefined;
  for (const event of events) {
    const gap = previous ? event.index - previous.index - 1 : 0;
    if (gap > 0)
      lines.push({
        event: undefined,
        type: "",
        text: `... ${gap} more event${gap === 1 ? "" : "s"}`,
      });
    lines.push(excerptLine(event, event === at ? differsAt : undefined));
    previous = event;
  }
  return lines;
}
