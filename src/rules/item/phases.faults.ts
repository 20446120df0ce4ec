import { faultsOf } from "../../engine/fault.ts";
import {
  chain,
  drop,
  insertAfter,
  moveBefore,
  onEvents,
  patch,
  renumber,
} from "../../tape/edits.ts";
import rule from "./phases.ts";

export default faultsOf(rule, {
  "a search is completed before it searches": {
    tape: "phases",
    edit: moveBefore("response.web_search_call.completed", 0, "response.web_search_call.searching"),
    finds: "order",
  },
  "the code is interpreted before anything is in progress": {
    tape: "hosted",
    edit: moveBefore(
      "response.code_interpreter_call.interpreting",
      0,
      "response.code_interpreter_call.in_progress",
    ),
    finds: "order",
  },
  "a listing of tools is done without being completed": {
    tape: "phases",
    edit: drop("response.mcp_list_tools.completed"),
    finds: "missing",
  },
  "a call of an MCP tool never begins": {
    tape: "phases",
    edit: drop("response.mcp_call.in_progress"),
    finds: "missing",
  },
  "a search tells nothing of itself": {
    tape: "phases",
    edit: onEvents((events) =>
      renumber(
        events.filter(
          ({ payload }) =>
            payload === "[DONE]" || !String(payload["type"]).includes("web_search_call"),
        ),
      ),
    ),
    finds: "missing",
  },
  "a search in files never says that it searches": {
    tape: "phases",
    edit: drop("response.file_search_call.searching"),
    finds: "skipped",
  },
  "the second partial image is numbered like the first": {
    tape: "phases",
    edit: patch("response.image_generation_call.partial_image", 1, "/partial_image_index", 0),
    finds: "image-index",
  },
  "a finished image is said to be in progress again": {
    tape: "phases",
    edit: insertAfter("response.image_generation_call.completed", 0, {
      type: "response.image_generation_call.in_progress",
      output_index: 2,
      item_id: "ig_1",
    }),
    finds: "order",
  },
  "a finished image is told again from its beginning": {
    tape: "phases",
    edit: chain(
      insertAfter("response.image_generation_call.completed", 0, {
        type: "response.image_generation_call.in_progress",
        output_index: 2,
        item_id: "ig_1",
      }),
      insertAfter("response.image_generation_call.in_progress", 1, {
        type: "response.image_generation_call.generating",
        output_index: 2,
        item_id: "ig_1",
      }),
    ),
    finds: "order",
  },
  "an image is said to be generated after its last partial image": {
    tape: "phases",
    edit: moveBefore(
      "response.image_generation_call.generating",
      0,
      "response.image_generation_call.completed",
    ),
    finds: "order",
  },
});
