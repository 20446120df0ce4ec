import { families } from "./families.ts";
import { both, openai, type PublishedDialect, type Since } from "./since.ts";

/** A status that servers of a dialect send although the rule of the dialect does not allow it. */
export interface StatusException {
  when: "added" | "done";
  status: string;
  dialect: PublishedDialect;
  /** Only for items that have this field. */
  withField?: string;
  /** Who was recorded to send it. */
  evidence: string;
}

/** A type of output item. */
export interface ItemRow {
  type: string;
  since: Since;
  /** The model writes it token by token to its end, so that a limit of tokens can cut it. */
  written?: true;
  /** Recorded from OpenAI's own servers without a status. */
  statusless?: true;
  exceptions?: readonly StatusException[];
  /** What the client must answer it with: the type of that item, and the field of both that names the call. */
  answer?: { type: string; by: "call_id" | "approval_request_id" };
}

const answeredBy = (type: string): Pick<ItemRow, "answer"> => ({ answer: { type, by: "call_id" } });

/** Every type of output item, one row each. What streams into it is in `families`, its phases are in `events`. */
export const items: readonly ItemRow[] = [
  { type: "message", since: both, written: true },
  { type: "reasoning", since: both, statusless: true },
  { type: "compaction", since: both, statusless: true },
  {
    type: "function_call",
    since: both,
    written: true,
    exceptions: [
      {
        when: "done",
        status: "in_progress",
        dialect: "openai",
        withField: "caller",
        evidence:
          "OpenAI: a function that a program calls stays open until the program has its answer",
      },
    ],
    ...answeredBy("function_call_output"),
  },
  { type: "function_call_output", since: both },
  {
    type: "custom_tool_call",
    since: openai,
    written: true,
    ...answeredBy("custom_tool_call_output"),
  },
  { type: "custom_tool_call_output", since: openai },
  { type: "computer_call", since: openai, ...answeredBy("computer_call_output") },
  { type: "computer_call_output", since: openai },
  { type: "local_shell_call", since: openai, ...answeredBy("local_shell_call_output") },
  { type: "local_shell_call_output", since: openai },
  { type: "shell_call", since: openai, ...answeredBy("shell_call_output") },
  {
    type: "shell_call_output",
    since: openai,
    exceptions: [
      {
        when: "added",
        status: "completed",
        dialect: "openai",
        evidence: "OpenAI: the output of a shell that it runs itself comes whole",
      },
    ],
  },
  { type: "apply_patch_call", since: openai, ...answeredBy("apply_patch_call_output") },
  { type: "apply_patch_call_output", since: openai },
  { type: "tool_search_call", since: openai, ...answeredBy("tool_search_output") },
  { type: "tool_search_output", since: openai },
  {
    type: "web_search_call",
    since: openai,
    exceptions: [
      {
        when: "done",
        status: "searching",
        dialect: "openai",
        evidence: "Azure: 1 of 1 recorded search",
      },
    ],
  },
  { type: "file_search_call", since: openai },
  { type: "code_interpreter_call", since: openai },
  {
    type: "image_generation_call",
    since: openai,
    exceptions: [
      {
        when: "done",
        status: "generating",
        dialect: "openai",
        evidence: "Azure: 1 of 1 recorded image",
      },
    ],
  },
  { type: "mcp_list_tools", since: openai, statusless: true },
  { type: "mcp_call", since: openai, statusless: true },
  {
    type: "mcp_approval_request",
    since: openai,
    statusless: true,
    answer: { type: "mcp_approval_response", by: "approval_request_id" },
  },
  { type: "mcp_approval_response", since: openai },
  { type: "program", since: openai, statusless: true },
  { type: "program_output", since: openai, statusless: true },
  { type: "additional_tools", since: openai },
];

const byType = new Map(items.map((row) => [row.type, row]));

/** The row of an item type; undefined for a type that is not described. */
export const itemRow = (type: string | undefined): ItemRow | undefined =>
  type === undefined ? undefined : byType.get(type);

/** Types of the items that a client answers calls with, as far as a call_id joins the two. */
export const outputTypes: ReadonlySet<string> = new Set(
  items.flatMap(({ answer }) => (answer?.by === "call_id" ? answer.type : [])),
);

/** True for a call that the model writes and the client answers: of a function or of a custom tool. */
export function isClientCall(type: string | undefined): type is string {
  const row = itemRow(type);
  return row?.written === true && row.answer !== undefined;
}

const filledLater = new Map<string, Set<string>>();
for (const { itemType, container, path, startsFull } of families) {
  const field = container === "item" ? path?.[0] : container;
  if (field === undefined || startsFull) continue;
  filledLater.set(itemType, (filledLater.get(itemType) ?? new Set()).add(field));
}

/** Fields of an item that are empty when it is added, because their text streams later. */
export const fieldsFilledLater = (type: string | undefined): ReadonlySet<string> | undefined =>
  filledLater.get(type ?? "");

/** The statuses that an item may have when it is added and when it is done, in each dialect. */
export const itemStatuses: Readonly<
  Record<PublishedDialect, Readonly<Record<StatusException["when"], readonly string[]>>>
> = {
  openresponses: { added: ["in_progress"], done: ["completed", "incomplete"] },
  openai: { added: ["in_progress"], done: ["completed", "incomplete", "failed"] },
};
