import type { RuleInfo } from "../../result/finding.ts";
import type { EventGuide, EventGuides } from "../../result/guide.ts";
import type { RunResult } from "../../result/run.ts";
import { specLine } from "../spec.ts";
import { safe } from "../text.ts";
import { section, type TextOptions } from "./sections.ts";

/** An event type for the terminal: its fields, its place in the stream, an example, and the rules that check it. */
export function eventText(
  type: string,
  guides: EventGuides,
  {
    rules,
    dialects,
    ...options
  }: TextOptions & { rules: readonly RuleInfo[]; dialects: RunResult["dialects"] },
): string[] {
  const guide = guides.types[type];
  if (!guide) return [];
  const { description, example, snapshot } = guide;
  const titles = new Map(rules.map(({ id, title }) => [id, title]));
  const also = [
    `${guides.always.length} rules check every event: ${guides.always.join(", ")}`,
    ...(snapshot
      ? [`${guides.snapshots.length} rules check each response: ${guides.snapshots.join(", ")}`]
      : []),
  ];
  const openai = `openai:responses-streaming/${type.replaceAll(".", "/")}`;
  return [
    options.paint.bold(type),
    ...section("Meaning", description === undefined ? [] : [description], options),
    ...section(
      "Fields",
      dialects.map((dialect) => fieldsIn(guide, dialect)),
      options,
    ),
    ...section(
      "First known revision",
      Object.entries(guide.since).map(([dialect, revision]) => `${dialect} ${revision}`),
      options,
    ),
    ...section("In recordings", neighbours(guide), options),
    // Not wrapped, so that it can be copied.
    ...(example === undefined
      ? []
      : ["", options.paint.bold("Example"), `  event: ${type}`, `  data: ${safe(example)}`]),
    ...section(
      "Rules that check it",
      guide.rules.map((id) => `- ${id}: ${titles.get(id) ?? ""}`),
      options,
    ),
    ...section(
      "Rules that check more than this event",
      also.map((text) => `- ${text}`),
      options,
    ),
    ...section(
      "Specification",
      ["openresponses#streaming", openai].map((reference) => specLine(reference, dialects)),
      options,
    ),
  ];
}

function fieldsIn({ fields }: EventGuide, { name, title }: RunResult["dialects"][number]): string {
  const own = fields[name];
  if (!own) return `not part of ${title}`;
  const optional = own.optional.length > 0 ? `; optional: ${own.optional.join(", ")}` : "";
  return `${title}: ${own.required.join(", ")}${optional}`;
}

/** The events before and after it in good recordings. */
function neighbours({ after, before, example }: EventGuide): string[] {
  if (example === undefined) return ["no recording has this event"];
  return [
    after.length > 0 ? `after ${after.join(", ")}` : "first in the stream",
    before.length > 0 ? `before ${before.join(", ")}` : "last in the stream",
  ];
}
