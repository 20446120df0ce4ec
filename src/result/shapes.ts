import { strength, type Binding, type Violation } from "./violation.ts";

/**
 * A shape: one way of writing that runs through the answers of a server, such as a serialiser that drops nulls. Several rules
 * and messages may notice it; it is one cause, and is said once.
 */
export interface Shape {
  id: string;
  /** The violations that show it: rule and message. */
  messages: Record<string, readonly string[]>;
  /** Which of these show it; by default, all. */
  shownBy?: (shown: Shown) => boolean;
  /** The shape in words. By default, the message of its clearest case. */
  headline?: (violations: readonly Violation[]) => string;
  /** True if something is merely left out: told after what breaks clients. */
  absent?: true;
}

/** What shows a shape: a finding, never an expectation. */
type Shown = Pick<Violation, "finding">;

/** Fields of a response that may be null in the documents. */
const nullable = new Set(
  (
    "completed_at error incomplete_details instructions previous_response_id reasoning usage max_output_tokens max_tool_calls " +
    "safety_identifier prompt_cache_key conversation billing user prompt top_logprobs"
  ).split(" "),
);

/** Most names in a headline. */
const mostNames = 8;

const names = (list: readonly string[]): string =>
  list.length <= mostNames + 1
    ? list.join(", ")
    : `${list.slice(0, mostNames).join(", ")} and ${list.length - mostNames} more`;

const lastName = (pointer = ""): string =>
  pointer.split("/").findLast((token) => !/^\d+$/.test(token)) ?? "";

/** Names without repetition, those that the most violations show first. */
function byFrequency(found: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of found) if (name !== "") counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
}

/** The fields that a finding names. */
function fieldsOf({ finding }: Shown): string[] {
  const listed = finding?.args["fields"];
  if (typeof listed === "string") return listed.replace(/ (is|are)$/, "").split(/, |; | and /);
  return [String(finding?.args["field"] ?? lastName(finding?.pointer))];
}

const weight = (levels: ReadonlyMap<string, Binding>): number =>
  [...levels.values()].reduce((sum, level) => sum + strength[level], 0);

/** The fields that findings name, by how strictly each dialect minds them: the most binding first. */
function fieldGroups(violations: readonly Violation[]): { levels: string; fields: string[] }[] {
  const minded = new Map<string, Map<string, Binding>>();
  const dialects = new Set(violations.map(({ dialect }) => dialect));
  for (const violation of violations)
    for (const field of fieldsOf(violation)) {
      const levels = minded.get(field) ?? new Map<string, Binding>();
      minded.set(field, levels);
      const known = levels.get(violation.dialect);
      if (known === undefined || strength[violation.level] > strength[known])
        levels.set(violation.dialect, violation.level);
    }
  const groups = new Map<string, { weight: number; fields: string[] }>();
  for (const field of byFrequency(violations.flatMap(fieldsOf))) {
    const levels = minded.get(field) ?? new Map<string, Binding>();
    const text = [...levels]
      .map(([dialect, level]) => (dialects.size > 1 ? `${level} in ${dialect}` : level))
      .join(", ");
    const group = groups.get(text) ?? { weight: weight(levels), fields: [] };
    groups.set(text, group);
    group.fields.push(field);
  }
  return [...groups]
    .toSorted(([, one], [, other]) => other.weight - one.weight)
    .map(([levels, { fields }]) => ({ levels, fields }));
}

/** A headline that names fields; those that not all dialects mind alike are named with their level. */
function naming(text: string, violations: readonly Violation[]): string {
  const [first, ...others] = fieldGroups(violations);
  const more = others.map(({ levels, fields }) => `; ${upper(levels)}: ${names(fields)}`);
  return `${text}: ${names(first?.fields ?? [])}${more.join("")}`;
}

const upper = (levels: string): string =>
  levels.replaceAll(/\b(must|should|may)\b/g, (level) => level.toUpperCase());

/** Number of fields without which hardly anything but the output is left of a response. */
const bare = 15;

function responseHeadline(violations: readonly Violation[]): string {
  const fields = byFrequency(violations.flatMap(fieldsOf));
  if (fields.length >= bare) return `the response object is bare: it has no ${names(fields)}`;
  return naming(
    fields.every((field) => nullable.has(field))
      ? "nulls are left out of the response"
      : "required fields are left out of the response",
    violations,
  );
}

function zeroHeadline(violations: readonly Violation[]): string {
  const all = violations.some(({ finding }) => finding?.messageId === "all-zero");
  return all
    ? "every count of usage is 0"
    : `usage counts nothing: ${names(byFrequency(violations.flatMap(fieldsOf)))} 0, although there is output`;
}

const isRequired = ({ finding }: Shown): boolean =>
  finding?.messageId !== "invalid" || / required /.test(finding.key ?? "");

const isNull = ({ finding }: Shown): boolean =>
  finding?.actual === "null" && !isRequired({ finding });

/** The shapes, in no order. A violation shows at most one: the first that has its message. */
export const shapes: readonly Shape[] = [
  {
    id: "response-fields",
    messages: {
      "schema/response": ["left-out", "invalid"],
      "lifecycle/failed-has-error": ["absent"],
      "lifecycle/incomplete-has-details": ["absent"],
      "lifecycle/completed-at": ["absent"],
      "usage/null-before-end": ["absent"],
    },
    shownBy: isRequired,
    headline: responseHeadline,
    absent: true,
  },
  {
    id: "null-fields",
    messages: {
      "schema/response": ["invalid"],
      "schema/item": ["invalid"],
      "schema/event": ["invalid"],
      "schema/body": ["invalid"],
    },
    shownBy: isNull,
    headline: (violations) => naming("null is sent for fields that may not be null", violations),
    absent: true,
  },
  {
    id: "item-fields",
    messages: { "schema/item": ["invalid"], "item/required-fields": ["missing"] },
    shownBy: isRequired,
    headline: (violations) => naming("required fields are left out of items and parts", violations),
    absent: true,
  },
  {
    id: "event-fields",
    messages: { "schema/event": ["left-out", "invalid"] },
    shownBy: isRequired,
    absent: true,
  },
  {
    id: "usage-zero",
    messages: { "usage/plausible": ["zero", "all-zero"] },
    headline: zeroHeadline,
  },
  {
    id: "usage-fields",
    messages: { "usage/present-at-end": ["field"] },
    headline: (violations) =>
      naming("usage lacks fields, or has them with a wrong type", violations),
    absent: true,
  },
  { id: "chat-usage", messages: { "usage/present-at-end": ["chat-names"] } },
  {
    id: "error-fields",
    messages: { "http/error-body": ["field"] },
    headline: (violations) =>
      naming("errors lack fields, or have them with a wrong type", violations),
    absent: true,
  },
  {
    id: "event-lines",
    messages: { "sse/event-name": ["missing"] },
    headline: () => "events have no event: line",
    absent: true,
  },
  {
    id: "sequence-numbers",
    messages: { "sequence/present": ["missing"] },
    headline: () => "events have no sequence_number",
    absent: true,
  },
  { id: "done-sentinel", messages: { "sse/done-sentinel": ["missing"] }, absent: true },
  { id: "id-lines", messages: { "sse/no-id": ["used"] } },
  { id: "progress", messages: { "lifecycle/progress-order": ["missing"] }, absent: true },
  {
    id: "done-events",
    messages: { "part/pairing": ["part-not-done", "text-not-done"] },
  },
  { id: "call-done", messages: { "call/done-event": ["missing"] } },
  { id: "part-added", messages: { "part/added-before-delta": ["not-added"] } },
];

/** The shape that a violation shows; undefined if it shows none. */
export const shapeOf = ({ finding }: Shown): Shape | undefined => {
  if (!finding) return undefined;
  return shapes.find(
    ({ messages, shownBy = () => true }) =>
      messages[finding.rule]?.includes(finding.messageId) && shownBy({ finding }),
  );
};
