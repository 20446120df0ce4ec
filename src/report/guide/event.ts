import type { RuleInfo } from "../../result/finding.ts";
import type { EventGuide, EventGuides } from "../../result/guide.ts";
import type { RunResult } from "../../result/run.ts";
import { specLine } from "../spec.ts";
import { safe } from "../text.ts";
import { section, type TextOptions } from "./sections.ts";

/** An event type for the terminal: its fields, its place on the stream, an example, and the rules that look at it. */
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
    `${guides.always.length} that look at every event: ${guides.always.join(", ")}`,
    ...(snapshot
      ? [`${guides.snapshots.length} that look at each response: ${guides.snapshots.join(", ")}`]
      : []),
  ];
  const openai = `openai:responses-streaming/${type.replaceAll(".", "/")}`;
  return [
    options.paint.bold(type),
    ...section("What it is", description === undefined ? [] : [description], options),
    ...section(
      "Fields",
      dialects.map((dialect) => fieldsIn(guide, dialect)),
      options,
    ),
    ...section(
      "Since",
      Object.entries(guide.since).map(([dialect, revision]) => `${dialect} ${revision}`),
      options,
    ),
    ...section("In recordings", neighbours(guide), options),
    // Not wrapped, so that it can be copied.
    ...(example === undefined
      ? []
      : ["", options.paint.bold("On the wire"), `  event: ${type}`, `  data: ${safe(example)}`]),
    ...section(
      "Rules that look at it",
      guide.rules.map((id) => `- ${id}: ${titles.get(id) ?? ""}`),
      options,
    ),
    ...section(
      "And those",
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

/** What comes next to it in good recordings. */
function neighbours({ after, before, example }: EventGuide): string[] {
  if (example === undefined) return ["none of ours has one"];
  return [
    after.length > 0 ? `after ${after.join(", ")}` : "first on the stream",
    before.length > 0 ? `before ${before.join(", ")}` : "last on the stream",
  ];
}
