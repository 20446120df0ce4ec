import { faultsOf } from "../../engine/fault.ts";
import { onBody, patch } from "../../tape/edits.ts";
import rule from "./completed-at.ts";

export default faultsOf(rule, {
  "an incomplete response ended before it began": {
    tape: "incomplete",
    edit: patch("response.incomplete", 0, "/response/completed_at", 7),
    finds: "before-creation",
  },
  "response.completed has completed_at null": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/completed_at", null),
    finds: "missing",
  },
  "response.created has a completed_at": {
    tape: "text",
    edit: patch("response.created", 0, "/response/completed_at", 1_767_225_600),
    finds: "early",
  },
  "a plain answer was completed before it was created": {
    tape: "plain",
    edit: onBody((body) => ({ ...body, completed_at: 1_767_225_000 })),
    finds: "before-creation",
  },
  "completed_at is left out at the end": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/completed_at", undefined),
    finds: "absent",
    dialects: ["openresponses"],
  },
  "completed_at is left out": {
    tape: "text",
    edit: patch("response.in_progress", 0, "/response/completed_at", undefined),
    finds: "absent",
    dialects: ["openresponses"],
  },
});
