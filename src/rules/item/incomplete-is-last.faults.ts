import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, patch, setAt } from "../../tape/edits.ts";
import rule from "./incomplete-is-last.ts";

export default faultsOf(rule, {
  "the message is incomplete, the response completed": {
    tape: "text",
    edit: chain(
      patch("response.output_item.done", 0, "/item/status", "incomplete"),
      patch("response.completed", 0, "/response/output/0/status", "incomplete"),
    ),
    finds: "response-complete",
  },
  "items follow the incomplete one": {
    tape: "incomplete-call",
    edit: chain(
      patch("response.output_item.done", 0, "/item/status", "incomplete"),
      patch("response.incomplete", 0, "/response/output/0/status", "incomplete"),
    ),
    finds: "not-last",
  },
  "the message that was cut calls itself completed": {
    tape: "incomplete",
    edit: chain(
      patch("response.output_item.done", 0, "/item/status", "completed"),
      patch("response.incomplete", 0, "/response/output/0/status", "completed"),
    ),
    finds: "cut-completed",
  },
  "the call that was cut calls itself completed": {
    tape: "incomplete-call",
    edit: chain(
      patch("response.output_item.done", 1, "/item/status", "completed"),
      patch("response.incomplete", 0, "/response/output/1/status", "completed"),
    ),
    finds: "cut-completed",
    alsoFires: ["call/arguments-json"],
  },
  "the first of two calls is incomplete, the response completed": {
    tape: "parallel",
    edit: chain(
      patch("response.output_item.done", 1, "/item/status", "incomplete"),
      patch("response.completed", 0, "/response/output/1/status", "incomplete"),
    ),
    finds: "response-complete",
  },
  "a message of a completed plain answer is incomplete": {
    tape: "plain",
    edit: onBody((body) => {
      setAt(body, "/output/0/status", "incomplete");
      return body;
    }),
    finds: "response-complete",
  },
});
