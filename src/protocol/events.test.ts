import { describe, expect, it } from "vitest";
import { events, type EventRow } from "./events.ts";

/** What the end of a name says that an event does; the rest of the names only continue something. */
const doesByName = (type: string): EventRow["does"] => {
  if (type === "response.created" || type.endsWith(".added")) return "opens";
  return /\.(done|failed|completed|incomplete)$/.test(type) ? "closes" : "continues";
};

/** What an event is about, by its name. */
const aboutByName = ({ type, phase }: EventRow): EventRow["about"] => {
  if (type === "error" || /^response\.[a-z_]+$/.test(type)) return "response";
  if (/^response\.(content|reasoning_summary)_part\./.test(type)) return "part";
  if (
    phase ||
    type.includes("output_item.") ||
    type.includes(".compaction.") ||
    type.includes("output_content.")
  )
    return "item";
  if (type.includes(".annotation.")) return "part";
  if (type.startsWith("response.audio.")) return "audio";
  return /^(keepalive|response\.(rate_limits|steer)\..*)$/.test(type) ? "stream" : "text";
};

/** Events that do something else than their name says. */
const exceptions: Record<string, EventRow["does"]> = {
  // Its part is there already, and gets one annotation more.
  "response.output_text.annotation.added": "continues",
  // The steering has failed, not the response.
  "response.steer.failed": "continues",
  // What else belongs to the item may follow.
  "response.shell_call_output_content.done": "continues",
};

describe("the events of the protocol", () => {
  it.each(events)("$type does what its name says", (row) => {
    const does = row.phase ? "continues" : doesByName(row.type);
    expect(row.does).toBe(exceptions[row.type] ?? does);
    expect(row.about).toBe(aboutByName(row));
  });

  it("have one row each", () => {
    expect(new Set(events.map(({ type }) => type)).size).toBe(events.length);
  });

  it("may leave out no phase but the partial images of a tool", () => {
    const optional = events.filter(({ phase }) => phase?.optional).map(({ type }) => type);
    expect(optional).toEqual(["response.image_generation_call.partial_image"]);
  });
});
