import { faultsOf, on } from "../../engine/fault.ts";
import { insertAfter } from "../../tape/edits.ts";
import rule from "./unknown-event.ts";

export default faultsOf(rule, {
  unknown: {
    "an unknown event has no prefix": on("text", [
      insertAfter("response.in_progress", 0, { type: "response.thinking.delta" }),
    ]),
    "an unknown reasoning event has no text": on("summary", [
      insertAfter("response.in_progress", 0, { type: "response.reasoning_effort.changed" }),
    ]),
    "an event name only ends like a reasoning event": on("text", [
      insertAfter("response.in_progress", 0, { type: "my.response.reasoning.delta" }),
    ]),
    "the prefix of an event starts with neither a letter nor a digit": on("text", [
      insertAfter("response.in_progress", 0, { type: "-acme:thinking" }),
    ]),
    // OpenAI's own servers send them.
    "keep-alive events have no prefix": on(
      "text",
      [insertAfter("response.in_progress", 0, { type: "keepalive" })],
      { dialects: ["openresponses"] },
    ),
  },
  misspelt: {
    "the type of an event has a dot in the place of an underscore": on("text", [
      insertAfter("response.output_text.done", 0, { type: "response.output.text.done" }),
    ]),
    "the type of an event has one letter less": on("text", [
      insertAfter("response.in_progress", 0, { type: "response.in_progres" }),
    ]),
  },
});
