import { faultsOf, on } from "../../engine/fault.ts";
import { mergeBody, patch, patchAll, patchBody, patchSnapshots } from "../../tape/edits.ts";
import rule from "./timestamps.ts";

export default faultsOf(rule, {
  "not-seconds": {
    "created_at is in milliseconds": on("text", [
      ...["created", "in_progress"].map((name) =>
        patch(`response.${name}`, 0, "/response/created_at", 1_767_225_600_000),
      ),
      patchAll("response.completed", "/response/created_at", 1_767_225_600_000),
      patchAll("response.completed", "/response/completed_at", 1_767_225_601_000),
    ]),
    "created_at of a plain answer is a string": on("plain", [
      patchBody("/created_at", "2026-01-01T00:00:00Z"),
    ]),
    "created_at has a fraction": on("text", [patchSnapshots("/created_at", 1_767_225_600.25)]),
    "created_at is negative": on("text", [patchSnapshots("/created_at", -1)]),
    "created_at is the first value that is read as milliseconds": on("plain", [
      mergeBody({ created_at: 1e11, completed_at: 1e11 }),
    ]),
  },
  absent: { "created_at is left out": on("text", [patchSnapshots("/created_at", undefined)]) },
});
