import { faultsOf } from "../../engine/fault.ts";
import { chain, onText } from "../../tape/edits.ts";
import rule from "./text-messages.ts";

export default faultsOf(rule, {
  "an event comes as a binary message": {
    tape: "websocket",
    edit: onText((recording) =>
      recording.replace(
        /\{"text":("\{\\"type\\":\\"response\.output_text\.delta\\".*)\}\n/,
        (_, text) =>
          `{"binary":"${Buffer.from(String(JSON.parse(String(text)))).toString("base64")}"}\n`,
      ),
    ),
    finds: "binary",
  },
  "an event is sent in two messages": {
    tape: "websocket",
    edit: onText((recording) =>
      recording.replace(
        /(\{"text":"\{\\"type\\":\\"response\.output_text\.delta\\",)/,
        '$1"}\n{"text":"',
      ),
    ),
    finds: "not-json",
  },
  "a heartbeat without a type": {
    tape: "websocket",
    edit: onText((recording) => `{"text":"{\\"alive\\":true}"}\n${recording}`),
    finds: "not-event",
  },
  "lines of a server-sent event": {
    tape: "websocket",
    edit: chain(
      onText((recording) =>
        recording.replace(
          '{"text":"{\\"type\\":\\"response.created',
          '{"text":"data: {\\"type\\":\\"response.created',
        ),
      ),
    ),
    finds: "not-json",
  },
});
