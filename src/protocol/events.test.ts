import { describe, expect, it } from "vitest";
import {
  eventRow,
  events,
  partEventOf,
  snapshotEvents,
  streamsReasoning,
  terminalEvents,
  toolPhases,
  type EventRow,
} from "./events.ts";
import { items } from "./items.ts";

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

  it("carry a response that has the status of their name, if they are about one", () => {
    const carrying = events.filter(({ type, about }) => about === "response" && type !== "error");
    expect(carrying.map(({ type }) => type)).toEqual([...snapshotEvents]);
    for (const { type, statuses } of carrying)
      expect(statuses).toEqual(
        type === "response.created" ? ["in_progress", "queued"] : [type.replace("response.", "")],
      );
  });

  it("end a stream with what a response ended as", () => {
    // A cancelled stream just ends.
    const ends = ["response.completed", "response.incomplete", "response.failed"];
    expect([...terminalEvents].toSorted()).toEqual(ends.toSorted());
  });

  it.each(["content", "summary"] as const)("begin and finish the parts of %s", (container) => {
    for (const which of ["added", "done"] as const) {
      const type = partEventOf(which, container);
      expect(type).toMatch(new RegExp(`^response\\.(reasoning_)?${container}_part\\.${which}$`));
      expect(eventRow(type)).toMatchObject({ about: "part", container });
    }
  });

  it("say in which list of an item the part is that they are about", () => {
    for (const { type, about, container } of events) {
      const list = type.includes("reasoning_summary_part") ? "summary" : "content";
      expect(container).toBe(about === "part" ? list : undefined);
    }
  });

  it("begin no part for a text that is in a field of its item", () => {
    expect(partEventOf("added", "item")).toBe("");
    expect(partEventOf("done", "item")).toBe("");
  });

  it("lead each hosted tool from in_progress to its end", () => {
    for (const [tool, phases] of toolPhases) {
      expect(items.map(({ type }) => type)).toContain(tool);
      const names = phases.map(({ name }) => name);
      expect(names[0]).toBe("in_progress");
      expect(names.slice(1)).toContain("completed");
      // Only an MCP server is somebody else's, whose failure has an event.
      expect(names.includes("failed")).toBe(tool.startsWith("mcp_"));
    }
  });

  it.each([
    ["response.reasoning.delta", true],
    ["response.reasoning_text.done", true],
    ["response.reasoning_summary_part.added", true],
    ["response.reasoning.summary.text.delta", true],
    ["response.reasoning_text", false],
    ["response.reasoning_text.delta.more", false],
    ["response.reasoning_text.stopped", false],
    ["response.reasoning-text.delta", false],
    ["response.reasoning..delta", false],
    ["response.reasoningtext.delta", false],
    ["x.response.reasoning_text.delta", false],
    ["response.output_text.delta", false],
  ])("%s streams reasoning: %s", (type, expected) => {
    expect(streamsReasoning(type)).toBe(expected);
  });
});
