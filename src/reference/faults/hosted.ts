import { objectAt } from "../../json/json.ts";
import {
  breaks,
  change,
  changeItems,
  drop,
  family,
  places,
  reshape,
  setIn,
  setInItems,
} from "./edits.ts";
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
export const hostedFaults = family("hosted", {
  "search-completed-early": breaks("item/phases", {
    title: "A web search is reported as completed before it searches.",
    events: moveBefore("response.web_search_call.completed", "response.web_search_call.searching"),
  }),
  "search-completed-missing": breaks("item/phases", {
    title: "A file search is done without its completed event.",
    events: drop("response.file_search_call.completed"),
  }),
  "search-item-id-wrong": breaks("item/id-stable", {
    title: "The progress events of a web search have another item id.",
    legalIn: notAsked,
    events: change(
      (event) => event.type.startsWith("response.web_search_call."),
      (event) => void (event["item_id"] = "ws_other"),
    ),
  }),
  "interpreting-before-in-progress": breaks("item/phases", {
    title: "Code is reported as interpreted before its call is in progress.",
    events: moveBefore(
      "response.code_interpreter_call.interpreting",
      "response.code_interpreter_call.in_progress",
    ),
  }),
  "code-delta-lost": breaks("text/deltas-equal-done", {
    title: "The second delta of interpreted code is lost.",
    legalIn: notAsked,
    events: drop("response.code_interpreter_call_code.delta", 1),
  }),
  "partial-image-index-stuck": breaks("item/phases", {
    title: "Every partial image has the index 0.",
    events: setIn("response.image_generation_call.partial_image", { partial_image_index: 0 }),
  }),
  "tool-list-not-begun": breaks("item/phases", {
    title: "The listing of the tools of an MCP server is completed without being in progress.",
    events: drop("response.mcp_list_tools.in_progress"),
  }),
  "mcp-arguments-delta-lost": breaks("text/deltas-equal-done", {
    title: "The second delta of an MCP call's arguments is lost.",
    legalIn: notAsked,
    events: drop("response.mcp_call_arguments.delta", 1),
  }),
  "approval-id-changes": breaks("item/id-stable", {
    title: "The id of a finished approval request differs from that of the added one.",
    legalIn: notAsked,
    events: setInItems(
      { id: "mcpr_other" },
      (item, stage) => item["type"] === "mcp_approval_request" && stage !== "added",
    ),
  }),
  "shell-command-delta-lost": breaks("text/deltas-equal-done", {
    title: "The second delta of a shell command is lost.",
    legalIn: notAsked,
    events: drop("response.shell_call_command.delta", 1),
  }),
  "shell-output-delta-lost": breaks("text/shell-output", {
    title: "The second delta of the output of a shell command is lost.",
    events: drop("response.shell_call_output_content.delta", 1),
  }),
  "patch-diff-differs": breaks("text/part-equals-item", {
    title: "The diff of the finished patch differs from the streamed diff.",
    legalIn: notAsked,
    events: changeItems((item, stage) => {
      const operation = objectAt(item, "operation");
      if (operation !== undefined && stage !== "added") operation["diff"] = "+something else\n";
    }),
  }),
});
