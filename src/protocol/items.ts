import { families } from "./families.ts";
import { both, openai, type PublishedDialect, type Since } from "./since.ts";

/** A status that OpenAI's servers are known to give an item, although the rule of their dialect does not allow it. */
export interface StatusException {
  when: "added" | "done";
  status: string;
  /** Only for items that have this field. */
  withField?: string;
  /** Only for responses whose reasoning has this mode. */
  mode?: string;
}

/** A type of output item. What streams into it is in `families`, its phases are in `events`. */
export interface ItemRow {
  type: string;
  since: Since;
  /** The model writes it token by token to its end, so that a limit of tokens can cut it. */
  written?: true;
  /** Not an action: the model talks, thinks or sums up. */
  passive?: true;
  /** Recorded from OpenAI's own servers without a status. */
  statusless?: true;
  exception?: StatusException;
  /** The type of the tool whose use makes it, where that is no function and no custom tool; a date may follow it. */
  tool?: string;
  /** What the client must answer it with: the type of that item, and the field in which it names the call. */
  answer?: { type: string; by: "call_id" | "approval_request_id" };
}

const item = (type: string, since: Since, ...rest: Partial<ItemRow>[]): ItemRow =>
  Object.assign({ type, since }, ...rest);
const written = { written: true } as const;
const passive = { passive: true } as const;
const statusless = { statusless: true } as const;
const except = (
  when: StatusException["when"],
  status: string,
  rest: Pick<StatusException, "withField" | "mode"> = {},
): Partial<ItemRow> => ({ exception: { when, status, ...rest } });
const answeredBy = (type: string): Partial<ItemRow> => ({ answer: { type, by: "call_id" } });
const madeBy = (tool: string): Partial<ItemRow> => ({ tool });

/** Every type of output item, one row each. */
export const items: readonly ItemRow[] = [
  item(
    "message",
    both,
    passive,
    written,
    // Recorded from OpenAI in pro mode: the message was written before it streams.
    except("added", "completed", { mode: "pro" }),
  ),
  item("reasoning", both, passive, statusless),
  item("compaction", both, passive, statusless),
  item(
    "function_call",
    both,
    written,
    answeredBy("function_call_output"),
    // Recorded from OpenAI: called by a program, it is open until it is answered.
    except("done", "in_progress", { withField: "caller" }),
  ),
  item("function_call_output", both),
  item("custom_tool_call", openai, written, answeredBy("custom_tool_call_output")),
  item("custom_tool_call_output", openai),
  item("computer_call", openai, madeBy("computer"), answeredBy("computer_call_output")),
  item("computer_call_output", openai),
  item("local_shell_call", openai, madeBy("local_shell"), answeredBy("local_shell_call_output")),
  item("local_shell_call_output", openai),
  item("shell_call", openai, madeBy("shell"), answeredBy("shell_call_output")),
  // Recorded from OpenAI's own shell.
  item("shell_call_output", openai, except("added", "completed")),
  item("apply_patch_call", openai, madeBy("apply_patch"), answeredBy("apply_patch_call_output")),
  item("apply_patch_call_output", openai),
  item("tool_search_call", openai, madeBy("tool_search"), answeredBy("tool_search_output")),
  item("tool_search_output", openai),
  // The one search that was recorded from Azure.
  item("web_search_call", openai, madeBy("web_search"), except("done", "searching")),
  item("file_search_call", openai, madeBy("file_search")),
  item("code_interpreter_call", openai, madeBy("code_interpreter")),
  // The one image that was recorded from Azure.
  item("image_generation_call", openai, madeBy("image_generation"), except("done", "generating")),
  item("mcp_list_tools", openai, madeBy("mcp"), statusless),
  // Reported of OpenAI by a client.
  item("mcp_call", openai, madeBy("mcp"), statusless, except("added", "calling")),
  item("mcp_approval_request", openai, madeBy("mcp"), statusless, {
    answer: { type: "mcp_approval_response", by: "approval_request_id" },
  }),
  item("mcp_approval_response", openai),
  item("program", openai, madeBy("programmatic_tool_calling"), statusless),
  item(
    "program_output",
    openai,
    statusless,
    // Recorded from OpenAI: its program has ended, and its result follows.
    except("added", "completed"),
  ),
  item("additional_tools", openai),
];

const byType = new Map<string | undefined, ItemRow>(items.map((row) => [row.type, row]));

/** The row of an item type; undefined for a type that is not described. */
export const itemRow = (type: string | undefined): ItemRow | undefined => byType.get(type);

/** Types of the items that a client answers calls with, as far as a call_id joins the two. */
export const outputTypes: ReadonlySet<string> = new Set(
  items.flatMap(({ answer }) => (answer?.by === "call_id" ? answer.type : [])),
);

/** True for a call that the model writes and the client answers: of a function or of a custom tool. */
export function isClientCall(type: string | undefined): type is string {
  const row = itemRow(type);
  return row?.written === true && row.answer !== undefined;
}

const filledLater = new Map<string | undefined, Set<string>>();
for (const { itemType, container, path, startsFull } of families) {
  const field = path?.[0] ?? container;
  if (startsFull) continue;
  filledLater.set(itemType, (filledLater.get(itemType) ?? new Set()).add(field));
}

/** Fields of an item that are empty when it is added, because their text streams later. */
export const fieldsFilledLater = (type: string | undefined): ReadonlySet<string> | undefined =>
  filledLater.get(type);

/** The statuses that an item may have when it is added and when it is done, in each dialect. */
export const itemStatuses: Readonly<
  Record<PublishedDialect, Readonly<Record<StatusException["when"], readonly string[]>>>
> = {
  openresponses: { added: ["in_progress"], done: ["completed", "incomplete"] },
  openai: { added: ["in_progress"], done: ["completed", "incomplete", "failed"] },
};
