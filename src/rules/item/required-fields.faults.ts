import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, patch, setAt } from "../../tape/edits.ts";
import rule from "./required-fields.ts";

export default faultsOf(rule, {
  "the status of a reasoning item is a number": {
    tape: "summary",
    edit: patch("response.output_item.added", 0, "/item/status", 1),
    finds: "missing",
  },
  "a call has no id": {
    tape: "call",
    edit: chain(
      patch("response.output_item.added", 0, "/item/id", undefined),
      patch("response.output_item.done", 0, "/item/id", undefined),
      patch("response.completed", 0, "/response/output/0/id", undefined),
    ),
    finds: "missing",
  },
  "a message has no status": {
    tape: "text",
    edit: chain(
      patch("response.output_item.added", 0, "/item/status", undefined),
      patch("response.output_item.done", 0, "/item/status", undefined),
      patch("response.completed", 0, "/response/output/0/status", undefined),
    ),
    finds: "missing",
  },
  "an item of a plain answer has no type": {
    tape: "plain",
    edit: onBody((body) => {
      setAt(body, "/output/0/type", undefined);
      return body;
    }),
    finds: "missing",
  },
  "a reasoning item has no id": {
    tape: "summary-one",
    edit: chain(
      patch("response.output_item.added", 0, "/item/id", undefined),
      patch("response.output_item.done", 0, "/item/id", undefined),
      patch("response.completed", 0, "/response/output/0/id", undefined),
    ),
    finds: "missing",
  },
  "a message of the final output has no status": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/output/0/status", undefined),
    finds: "missing",
  },
  "a message of a plain answer has no status": {
    tape: "plain",
    edit: onBody((body) => {
      setAt(body, "/output/0/status", undefined);
      return body;
    }),
    finds: "missing",
  },
});
