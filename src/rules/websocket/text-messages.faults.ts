import { faultsOf, on } from "../../engine/fault.ts";
import { onText, rewrite } from "../../tape/edits.ts";
import rule from "./text-messages.ts";

export default faultsOf(rule, {
  binary: {
    "an event is sent as a binary message": on("websocket", [
      onText((recording) =>
        recording.replace(
          /\{"text":("\{\\"type\\":\\"response\.output_text\.delta\\".*)\}\n/,
          (_, text) =>
            `{"binary":"${Buffer.from(String(JSON.parse(String(text)))).toString("base64")}"}\n`,
        ),
      ),
    ]),
  },
  "not-json": {
    "an event is sent in two messages": on("websocket", [
      rewrite(/(\{"text":"\{\\"type\\":\\"response\.output_text\.delta\\",)/, '$1"}\n{"text":"'),
    ]),
    "a message has the lines of a server-sent event": on("websocket", [
      rewrite(
        '{"text":"{\\"type\\":\\"response.created',
        '{"text":"data: {\\"type\\":\\"response.created',
      ),
    ]),
  },
  "not-event": {
    "a heartbeat has no type": on("websocket", [
      onText((recording) => `{"text":"{\\"alive\\":true}"}\n${recording}`),
    ]),
  },
});
