import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, patch, patchAll, patchSnapshots } from "../../tape/edits.ts";
import rule from "./timestamps.ts";

export default faultsOf(rule, {
  "created_at is in milliseconds": {
    tape: "text",
    edit: chain(
      ...["created", "in_progress"].map((name) =>
        patch(`response.${name}`, 0, "/response/created_at", 1_767_225_600_000),
      ),
      patchAll("response.completed", "/response/created_at", 1_767_225_600_000),
      patchAll("response.completed", "/response/completed_at", 1_767_225_601_000),
    ),
    finds: "not-seconds",
  },
  "created_at of a plain answer is a text": {
    tape: "plain",
    edit: onBody((body) => ({ ...body, created_at: "2026-01-01T00:00:00Z" })),
    finds: "not-seconds",
  },
  "created_at is left out": {
    tape: "text",
    edit: patchSnapshots("/created_at", undefined),
    finds: "not-seconds",
  },
  "created_at has a fraction": {
    tape: "text",
    edit: patchSnapshots("/created_at", 1_767_225_600.25),
    finds: "not-seconds",
  },
  "created_at is negative": {
    tape: "text",
    edit: patchSnapshots("/created_at", -1),
    finds: "not-seconds",
  },
  "created_at is the first second that could be one of milliseconds": {
    tape: "plain",
    edit: onBody((body) => ({ ...body, created_at: 1e11, completed_at: 1e11 })),
    finds: "not-seconds",
  },
});
