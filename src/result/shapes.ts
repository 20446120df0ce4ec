import type { Violation } from "./violation.ts";

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

/** The fields that findings on left-out fields name. */
const leftOut = (violations: readonly Violation[]): string[] =>
  byFrequency(
    violations.flatMap(({ finding }) => {
      const listed = finding?.args["fields"];
      if (typeof listed !== "string") return [lastName(finding?.pointer)];
      return listed.replace(/ (is|are)$/, "").split(/, |; | and /);
    }),
  );

const pointed = (violations: readonly Violation[]): string[] =>
  byFrequency(
    violations.map(({ finding }) => String(finding?.args["field"] ?? lastName(finding?.pointer))),
  );

/** Number of fields without which hardly anything but the output is left of a response. */
const bare = 15;

function responseHeadline(violations: readonly Violation[]): string {
  const fields = leftOut(violations);
  if (fields.length >= bare) return `the response object is bare: it has no ${names(fields)}`;
  return fields.every((field) => nullable.has(field))
    ? `nulls are left out of the response: ${names(fields)}`
    : `required fields are left out of the response: ${names(fields)}`;
}

function zeroHeadline(violations: readonly Violation[]): string {
  const all = violations.some(({ finding }) => finding?.messageId === "all-zero");
  return all
    ? "every count of usage is 0"
    : `usage counts nothing: ${names(pointed(violations))} 0, although there is output`;
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
    headline: (violations) =>
      `null is sent for fields that may not be null: ${names(pointed(violations))}`,
    absent: true,
  },
  {
    id: "item-fields",
    messages: { "schema/item": ["invalid"], "item/required-fields": ["missing"] },
    shownBy: isRequired,
    headline: (violations) =>
      `required fields are left out of items and parts: ${names(pointed(violations))}`,
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
      `usage lacks fields, or has them with a wrong type: ${names(leftOut(violations))}`,
    absent: true,
  },
  { id: "chat-usage", messages: { "usage/present-at-end": ["chat-names"] } },
  {
    id: "error-fields",
    messages: { "http/error-body": ["field"] },
    headline: (violations) =>
      `errors lack fields, or have them with a wrong type: ${names(leftOut(violations))}`,
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
