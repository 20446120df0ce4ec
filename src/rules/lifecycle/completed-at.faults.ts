import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchBody, patchFinal } from "../../tape/edits.ts";
import rule from "./completed-at.ts";

export default faultsOf(rule, {
  "before-creation": {
    "a streamed response is completed before it is created": on("text", [
      patchFinal("/completed_at", 7),
    ]),
    "a plain answer was completed before it was created": on("plain", [
      patchBody("/completed_at", 1_767_225_000),
    ]),
  },
  "not-completed": {
    "an incomplete response has the time of its end": on("incomplete", [
      patchFinal("/completed_at", 1_767_225_602),
    ]),
    "a failed response has the time of its end": on("failed", [
      patchFinal("/completed_at", 1_767_225_602),
    ]),
    "a plain incomplete answer has it": on("truncated", [
      patchBody("/completed_at", 1_767_225_602),
    ]),
  },
  missing: {
    "response.completed has completed_at null": on("text", [patchFinal("/completed_at", null)]),
  },
  early: {
    "response.created has a completed_at": on("text", [
      patch("response.created", 0, "/response/completed_at", 1_767_225_600),
    ]),
  },
  absent: {
    "completed_at is left out at the end": on("text", [patchFinal("/completed_at", undefined)], {
      dialects: ["openresponses"],
    }),
    "completed_at is left out": on(
      "text",
      [patch("response.in_progress", 0, "/response/completed_at", undefined)],
      { dialects: ["openresponses"] },
    ),
  },
});
