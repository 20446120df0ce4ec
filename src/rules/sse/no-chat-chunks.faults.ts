import { faultsOf, on } from "../../engine/fault.ts";
import { rewrite, withBody } from "../../tape/edits.ts";
import rule from "./no-chat-chunks.ts";

const chatChunk = { id: "chatcmpl-1", object: "chat.completion.chunk", choices: [] };

export default faultsOf(rule, {
  chunk: {
    "a chat chunk is sent between the events": on("text", [
      rewrite("event: response.completed", `data: ${JSON.stringify(chatChunk)}\n\n$&`),
    ]),
    "a chat stream is sent": on("text", [
      withBody(`data: ${JSON.stringify(chatChunk)}\n\ndata: [DONE]\n\n`),
    ]),
  },
  "messages-event": {
    "the stream goes on with events of the Messages API": on("text", [
      rewrite(
        "event: response.completed",
        'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n$&',
      ),
    ]),
  },
});
