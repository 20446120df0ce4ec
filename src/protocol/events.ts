import { families, type Container, type Family, type ResponseEvent } from "./families.ts";
import { both, openai, openaiNovember, type PublishedDialect, type Since } from "./since.ts";

/** An event type of the protocol. */
export interface EventRow {
  type: string;
  /** Dialects that describe it. None: servers send it although no document has it. */
  since: Since;
  /** What it opens, continues or closes; `stream` for what says nothing of the response. */
  about: "response" | "item" | "part" | "text" | "audio" | "stream";
  does: "opens" | "continues" | "closes";
  /** Statuses that the response it carries may have; undefined if it carries none. */
  statuses?: readonly string[];
  /** List of its item that the part is in. */
  container?: "content" | "summary";
  /** Phase of a hosted tool, in the order of the rows; an optional one may be left out. */
  phase?: { tool: string; name: string; optional?: true };
  /** Dialects in which it may come at any time, also after the terminal event. */
  ambient?: readonly PublishedDialect[];
}

type Does = EventRow["does"];

const row = (
  type: string,
  since: Since,
  about: EventRow["about"],
  does: Does,
  rest: Partial<EventRow> = {},
): EventRow => ({ type, since, about, does, ...rest });
const response = (type: string, does: Does, statuses: string[], since = both): EventRow =>
  row(type, since, "response", does, { statuses });
const part = (type: string, does: Does, container: "content" | "summary"): EventRow =>
  row(type, both, "part", does, { container });
const phase = (tool: string, name: string, optional?: { optional: true }): EventRow =>
  row(`response.${tool}.${name}`, openai, "item", "continues", {
    phase: { tool, name, ...optional },
  });
const textEvents = ({ events }: Family): EventRow[] =>
  Object.entries(events).flatMap(([name, since]): EventRow[] => [
    row(`${name}.delta`, since, "text", "continues"),
    row(`${name}.done`, since, "text", "closes"),
  ]);

/** Every event type, one row each. The delta and done events of texts are in the rows of `families`. */
export const events: readonly EventRow[] = [
  response("response.created", "opens", ["in_progress", "queued"]),
  response("response.queued", "continues", ["queued"]),
  response("response.in_progress", "continues", ["in_progress"]),
  response("response.completed", "closes", ["completed"]),
  response("response.incomplete", "closes", ["incomplete"]),
  response("response.failed", "closes", ["failed"]),
  // Some servers announce a cancellation with it. The stream then just ends, so it is not terminal.
  response("response.cancelled", "continues", ["cancelled"], {}),
  row("error", both, "response", "continues"),

  row("response.output_item.added", both, "item", "opens"),
  row("response.output_item.done", both, "item", "closes"),

  part("response.content_part.added", "opens", "content"),
  part("response.content_part.done", "closes", "content"),
  part("response.reasoning_summary_part.added", "opens", "summary"),
  part("response.reasoning_summary_part.done", "closes", "summary"),
  part("response.output_text.annotation.added", "continues", "content"),

  ...families.flatMap(textEvents),
  row("response.shell_call_command.added", openai, "text", "opens"),
  // What a command printed comes in two texts at once, so it is not a family: text/shell-output adds it up.
  row("response.shell_call_output_content.delta", openai, "item", "continues"),
  row("response.shell_call_output_content.done", openai, "item", "continues"),

  // Servers send it at intervals, or never: it is no phase that a compaction must go through.
  row("response.compaction.compacting", openaiNovember, "item", "continues"),

  phase("web_search_call", "in_progress"),
  phase("web_search_call", "searching"),
  phase("web_search_call", "completed"),
  phase("file_search_call", "in_progress"),
  phase("file_search_call", "searching"),
  phase("file_search_call", "completed"),
  phase("code_interpreter_call", "in_progress"),
  phase("code_interpreter_call", "interpreting"),
  phase("code_interpreter_call", "completed"),
  phase("image_generation_call", "in_progress"),
  phase("image_generation_call", "generating"),
  // OpenAI sends none if the request asks for none.
  phase("image_generation_call", "partial_image", { optional: true }),
  phase("image_generation_call", "completed"),
  phase("mcp_list_tools", "in_progress"),
  phase("mcp_list_tools", "completed"),
  phase("mcp_list_tools", "failed"),
  phase("mcp_call", "in_progress"),
  phase("mcp_call", "completed"),
  phase("mcp_call", "failed"),

  // Audio belongs to no item, and its done events do not repeat it: there is no second copy to compare with.
  row("response.audio.delta", openai, "audio", "continues"),
  row("response.audio.done", openai, "audio", "closes"),
  row("response.audio.transcript.delta", openai, "audio", "continues"),
  row("response.audio.transcript.done", openai, "audio", "closes"),

  // What becomes of a steering is told on its own: also after the response that it steers has ended.
  row("response.steer.accepted", openaiNovember, "stream", "continues", { ambient: ["openai"] }),
  row("response.steer.pending", openaiNovember, "stream", "continues", { ambient: ["openai"] }),
  row("response.steer.failed", openaiNovember, "stream", "continues", { ambient: ["openai"] }),

  row("keepalive", openai, "stream", "continues", { ambient: ["openai"] }),
  // OpenAI's servers send it, but no document has it.
  row("response.rate_limits.updated", {}, "stream", "continues", { ambient: ["openai"] }),
];

const byType = new Map(events.map((row) => [row.type, row]));

/** The row of an event type; undefined for a type that is not described. */
export const eventRow = (type: string): EventRow | undefined => byType.get(type);

const typesOf = (about: EventRow["about"], does: Does): ResponseEvent[] =>
  events
    .filter((row) => row.about === about && row.does === does)
    .map(({ type }) => type as ResponseEvent);

/** Events whose payload carries a snapshot of the response. */
export const snapshotEvents: ReadonlySet<string> = new Set(
  events.filter(({ statuses }) => statuses).map(({ type }) => type),
);

/** Events that end a stream. */
export const terminalEvents: ReadonlySet<string> = new Set(typesOf("response", "closes"));

/** What each hosted tool reports on the way to its end, in order. */
export const toolPhases = new Map<string, { name: string; optional?: true; since: Since }[]>();
for (const { phase, since } of events)
  if (phase)
    toolPhases.set(phase.tool, [...(toolPhases.get(phase.tool) ?? []), { ...phase, since }]);

/** Events that begin and finish parts. */
export const partEvents = { added: typesOf("part", "opens"), done: typesOf("part", "closes") };

/** The event that begins or finishes the parts in one list of an item. */
export const partEventOf = (which: keyof typeof partEvents, container: Container): string =>
  partEvents[which].find((type) => eventRow(type)?.container === container) ?? "";

/**
 * True for the name of an event under which reasoning could stream: `response.reasoning…` that adds, continues or ends something.
 * Which of these names a dialect has is for reasoning/event-names to judge.
 */
export const streamsReasoning = (type: string): boolean =>
  /^response\.reasoning(?:[._]\w+)*\.(?:added|delta|done)$/.test(type);
