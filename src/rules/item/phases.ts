import { integerAt, objectAt, stringAt, textAt } from "../../json/json.ts";
import { toolPhases } from "../../protocol/events.ts";
import { existsIn } from "../../protocol/since.ts";
import type { WireEvent } from "../../wire/types.ts";
import { isResumed, type ItemState } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { misplacedItem } from "./misplaced.ts";

const endings = ["completed", "failed"];

interface Phase {
  tool: string;
  name: string;
  /** Its place in the order of the tool's phases. */
  rank: number;
}

const phases = new Map<string, Phase>();
for (const [tool, rows] of toolPhases) {
  const names = rows.map(({ name }) => name);
  // Every tool may end in either way, although the document names the failure of some only.
  for (const name of [...names, ...endings])
    phases.set(`response.${tool}.${name}`, {
      tool,
      name,
      rank: endings.includes(name) ? names.length : names.indexOf(name),
    });
}

/** How far one item has come. */
interface Progress {
  seen: Set<string>;
  latest: { event: WireEvent; phase: Phase };
  images: number;
}

export default defineRule({
  id: "item/phases",
  title: "A hosted tool reports its phases in order, from in_progress to completed or failed",
  // The Open Responses document has no hosted tools.
  requirement: { openresponses: "off", openai: "must" },
  spec: ["openai:responses-streaming"],
  messages: {
    order: "{{phase}} of a {{tool}} was sent after {{before}}",
    missing: "a {{tool}} is done, but its {{phase}} event was not sent",
    skipped: "a {{tool}} is done, but its {{phase}} phase was not sent",
    "image-index": "partial_image_index is {{index}}; expected {{expected}}",
  },
  // Phases that were told of another item are missing from this one.
  yieldsTo: ["item/id-stable", ...misplacedItem, "item/added-before-use", "schema/unknown-event"],
  perDialect: true,
  observe({ dialect: { base, revision }, state, report, exercised }) {
    const items = new Map<ItemState, Progress>();

    /** The item that an event is about. What comes before its item or after it is for the rules on items to say. */
    function openItem(event: WireEvent): ItemState | undefined {
      const item = state.items.get(integerAt(event.payload, "output_index") ?? -1);
      return item?.added && !item.done && !isResumed(state, event) ? item : undefined;
    }

    function onPhase(event: WireEvent, phase: Phase): void {
      const item = openItem(event);
      if (!item) return;
      exercised();
      const known = items.get(item);
      if (known && phase.rank < known.latest.phase.rank)
        report("order", {
          at: event,
          expected: `${phase.name} before ${known.latest.phase.name}`,
          actual: `${known.latest.phase.name}, then ${phase.name}`,
          related: [known.latest.event],
          args: { tool: phase.tool, phase: phase.name, before: known.latest.phase.name },
          key: `${phase.tool} ${phase.name}`,
        });
      const progress = known ?? { seen: new Set(), latest: { event, phase }, images: 0 };
      progress.seen.add(phase.name);
      if (phase.rank >= progress.latest.phase.rank) progress.latest = { event, phase };
      if (phase.name === "partial_image") onImage(event, progress);
      items.set(item, progress);
    }

    function onImage(event: WireEvent, progress: Progress): void {
      const index = integerAt(event.payload, "partial_image_index");
      const due = progress.images++;
      if (index === undefined || index === due) return;
      report("image-index", {
        at: event,
        pointer: "/partial_image_index",
        expected: String(due),
        actual: String(index),
        args: { index, expected: due },
      });
    }

    return {
      forType(type) {
        const phase = phases.get(type);
        return phase && ((event) => onPhase(event, phase));
      },
      "response.output_item.done": (event) => {
        const item = objectAt(event.payload, "item");
        const tool = textAt(item, "type");
        const expected = toolPhases
          .get(tool)
          ?.filter(({ since }) => existsIn(since, base, revision));
        const status = stringAt(item, "status");
        const open = openItem(event);
        if (!expected?.length || !open || state.failing) return;
        // Azure finishes searches and images as `searching` and `generating`, and then without their last phase.
        if (status !== undefined && status !== "completed") return;
        exercised();
        const seen = items.get(open)?.seen ?? new Set<string>();
        const lacks = (name: string, softly?: { level: "should" }): void =>
          report(name === "in_progress" || name === "completed" ? "missing" : "skipped", {
            at: event,
            expected: `response.${tool}.${name} before it`,
            actual: seen.size === 0 ? "no phase event" : [...seen].join(", "),
            args: { tool, phase: name },
            key: `${tool} ${name}`,
            ...softly,
          });
        // A server that tells nothing hides its progress, one that tells half leaves its clients waiting.
        if (seen.size === 0) return lacks("in_progress", { level: "should" });
        if (!seen.has("in_progress")) lacks("in_progress");
        const failed = seen.has("failed") || (item?.["error"] ?? null) !== null;
        for (const { name, optional } of expected)
          if (
            name !== "in_progress" &&
            !endings.includes(name) &&
            !optional &&
            !seen.has(name) &&
            !failed
          )
            lacks(name, { level: "should" });
        if (!endings.some((name) => seen.has(name))) lacks("completed");
      },
    };
  },
});
