import { objectAt } from "../../json/json.ts";
import { change, changeItems, drop, family, places, reshape } from "./edits.ts";
import type { StreamEvent } from "../types.ts";

/** Moves the first event of one type directly before the first event of another. */
function moveBefore(type: string, target: string): (events: StreamEvent[]) => StreamEvent[] {
  return reshape((events) => {
    const from = places(events, type)[0];
    const to = places(events, target)[0];
    const moved = from === undefined ? undefined : events[from];
    if (moved === undefined || from === undefined || to === undefined) return events;
    return events.toSpliced(from, 1).toSpliced(to, 0, moved);
  });
}

/** Dialects without hosted tools: nothing asks for them there. */
const notAsked = ["openresponses"] as const;

/** Tools that the server runs itself: their phases, and the texts that they stream. */
export const hostedFaults = family("hosted", [
  {
    id: "search-completed-early",
    title: "A web search is said to be completed before it searches.",
    breaks: "item/phases",
    events: moveBefore("response.web_search_call.completed", "response.web_search_call.searching"),
  },
  {
    id: "search-completed-missing",
    title: "A file search is done, but was never said to be completed.",
    breaks: "item/phases",
    events: drop("response.file_search_call.completed"),
  },
  {
    id: "search-item-id-wrong",
    title: "The progress events of a web search give another item id.",
    breaks: "item/id-stable",
    legalIn: notAsked,
    events: change(
      (event) => event.type.startsWith("response.web_search_call."),
      (event) => void (event["item_id"] = "ws_other"),
    ),
  },
  {
    id: "interpreting-before-in-progress",
    title: "Code is said to be interpreted before its call is in progress.",
    breaks: "item/phases",
    events: moveBefore(
      "response.code_interpreter_call.interpreting",
      "response.code_interpreter_call.in_progress",
    ),
  },
  {
    id: "code-delta-lost",
    title: "The second delta of interpreted code is lost.",
    breaks: "text/deltas-equal-done",
    legalIn: notAsked,
    events: drop("response.code_interpreter_call_code.delta", 1),
  },
  {
    id: "partial-image-index-stuck",
    title: "Every partial image has the index 0.",
    breaks: "item/phases",
    events: change(
      "response.image_generation_call.partial_image",
      (event) => void (event["partial_image_index"] = 0),
    ),
  },
  {
    id: "tool-list-not-begun",
    title: "The listing of an MCP server's tools is completed, but was never in progress.",
    breaks: "item/phases",
    events: drop("response.mcp_list_tools.in_progress"),
  },
  {
    id: "mcp-arguments-delta-lost",
    title: "The second delta of an MCP call's arguments is lost.",
    breaks: "text/deltas-equal-done",
    legalIn: notAsked,
    events: drop("response.mcp_call_arguments.delta", 1),
  },
  {
    id: "approval-id-changes",
    title: "A request for approval is finished under another id than it was added with.",
    breaks: "item/id-stable",
    legalIn: notAsked,
    events: changeItems((item, stage) => {
      if (item["type"] === "mcp_approval_request" && stage !== "added") item["id"] = "mcpr_other";
    }),
  },
  {
    id: "shell-command-delta-lost",
    title: "The second delta of a shell command is lost.",
    breaks: "text/deltas-equal-done",
    legalIn: notAsked,
    events: drop("response.shell_call_command.delta", 1),
  },
  {
    id: "shell-output-delta-lost",
    title: "The second piece of what a shell command printed is lost.",
    breaks: "text/shell-output",
    events: drop("response.shell_call_output_content.delta", 1),
  },
  {
    id: "patch-diff-differs",
    title: "The finished patch has another diff than was streamed.",
    breaks: "text/part-equals-item",
    legalIn: notAsked,
    events: changeItems((item, stage) => {
      const operation = objectAt(item, "operation");
      if (operation !== undefined && stage !== "added") operation["diff"] = "+something else\n";
    }),
  },
]);
