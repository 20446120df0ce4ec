/** Statuses of a response that still goes on. */
export const openStatuses: ReadonlySet<string> = new Set(["queued", "in_progress"]);

/** Statuses in which a response no longer changes. */
export const terminalStatuses: ReadonlySet<string> = new Set([
  "completed",
  "incomplete",
  "failed",
  "cancelled",
]);
