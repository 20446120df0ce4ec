import { faultsOf, on } from "../../engine/fault.ts";
import { drop, dropAll, insertAfter, moveBefore, patch } from "../../tape/edits.ts";
import rule from "./phases.ts";

export default faultsOf(rule, {
  order: {
    "a search is completed before it searches": on("phases", [
      moveBefore("response.web_search_call.completed", 0, "response.web_search_call.searching"),
    ]),
    "the code is interpreted before the call is in progress": on("hosted", [
      moveBefore(
        "response.code_interpreter_call.interpreting",
        0,
        "response.code_interpreter_call.in_progress",
      ),
    ]),
    "a finished image is in progress again": on("phases", [
      insertAfter("response.image_generation_call.completed", 0, {
        type: "response.image_generation_call.in_progress",
        output_index: 2,
        item_id: "ig_1",
      }),
    ]),
    "a finished image is in progress and generating again": on("phases", [
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
    ]),
    "an image is generating after its last partial image": on("phases", [
      moveBefore(
        "response.image_generation_call.generating",
        0,
        "response.image_generation_call.completed",
      ),
    ]),
  },
  missing: {
    "a listing of tools is done without being completed": on("phases", [
      drop("response.mcp_list_tools.completed"),
    ]),
    "a call of an MCP tool is never in progress": on("phases", [
      drop("response.mcp_call.in_progress"),
    ]),
    "a search has no phases": on("phases", [dropAll(/web_search_call/)]),
  },
  skipped: {
    "a search in files has no searching phase": on("phases", [
      drop("response.file_search_call.searching"),
    ]),
  },
  "image-index": {
    "the second partial image has the number of the first": on("phases", [
      patch("response.image_generation_call.partial_image", 1, "/partial_image_index", 0),
    ]),
  },
});
