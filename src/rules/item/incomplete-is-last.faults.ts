import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, patchDone, patchFinal } from "../../tape/edits.ts";
import rule from "./incomplete-is-last.ts";

export default faultsOf(rule, {
  "response-complete": {
    "the message is incomplete, and the response is completed": on("text", [
      patchDone(0, "/status", "incomplete"),
    ]),
    "the first of two calls is incomplete, and the response is completed": on("parallel", [
      patchDone(1, "/status", "incomplete"),
    ]),
    "a message of a completed plain answer is incomplete": on("plain", [
      patchBody("/output/0/status", "incomplete"),
    ]),
  },
  "not-last": {
    "items follow the incomplete one": on("incomplete-call", [
      patchDone(0, "/status", "incomplete"),
    ]),
  },
  "cut-completed": {
    "the message that was cut has status completed": on("incomplete", [
      patchDone(0, "/status", "completed"),
    ]),
    "the reason is that of another API, and the message that was cut has status completed": on(
      "incomplete",
      [patchDone(0, "/status", "completed"), patchFinal("/incomplete_details/reason", "length")],
      { alsoFires: ["schema/response"], dialects: ["openai"] },
    ),
  },
});
