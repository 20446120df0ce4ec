import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, patch, setAt } from "../../tape/edits.ts";
import rule from "./name-known.ts";

export default faultsOf(rule, {
  "the name comes only when the call is done": {
    tape: "call",
    edit: patch("response.output_item.added", 0, "/item/name", ""),
    finds: "missing",
  },
  "a tool is called that was not offered": {
    tape: "parallel",
    edit: chain(
      patch("response.output_item.added", 1, "/item/name", "get_time"),
      patch("response.output_item.done", 1, "/item/name", "get_time"),
      patch("response.completed", 0, "/response/output/1/name", "get_time"),
    ),
    finds: "unknown",
  },
  "a plain answer calls an unknown tool": {
    tape: "plain-call",
    edit: onBody((body) => {
      setAt(body, "/output/0/name", "get_time");
      return body;
    }),
    finds: "unknown",
  },
});
