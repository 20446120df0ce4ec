import { faultsOf, on } from "../../engine/fault.ts";
import { onText } from "../../tape/edits.ts";
import rule from "./no-chat-chunks.ts";

const chatChunk = { id: "chatcmpl-1", object: "chat.completion.chunk", choices: [] };

export default faultsOf(rule, {
  chunk: {
    "a chat chunk among the events": on(
      "text",
      onText((stream) =>
        stream.replace("event: response.completed", `data: ${JSON.stringify(chatChunk)}\n\n$&`),
      ),
    ),
    "a chat stream": on(
      "text",
      onText(() => `data: ${JSON.stringify(chatChunk)}\n\ndata: [DONE]\n\n`),
    ),
  },
});
