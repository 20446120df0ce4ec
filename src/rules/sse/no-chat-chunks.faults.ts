import { faultsOf } from "../../engine/fault.ts";
import { onText } from "../../tape/edits.ts";
import rule from "./no-chat-chunks.ts";

const chatChunk = { id: "chatcmpl-1", object: "chat.completion.chunk", choices: [] };

export default faultsOf(rule, {
  "a chat chunk among the events": {
    tape: "text",
    edit: onText((stream) =>
      stream.replace("event: response.completed", `data: ${JSON.stringify(chatChunk)}\n\n$&`),
    ),
    finds: "chunk",
  },
  "a chat stream": {
    tape: "text",
    edit: onText(() => `data: ${JSON.stringify(chatChunk)}\n\ndata: [DONE]\n\n`),
    finds: "chunk",
  },
});
