import type { JsonObject } from "../../json/json.ts";

/** What stays the same in every snapshot of one response. Times are Unix seconds. */
export interface ResponseBase {
  id: string;
  createdAt: number;
  echo: JsonObject;
}

/** What changes from snapshot to snapshot. */
export interface SnapshotState {
  status: "queued" | "in_progress" | "completed" | "incomplete" | "failed" | "cancelled";
  completedAt?: number;
  output?: JsonObject[];
  usage?: JsonObject;
  error?: JsonObject;
  incomplete?: string;
}

/** A response object with every field that either document requires. */
export function snapshot({ id, createdAt, echo }: ResponseBase, state: SnapshotState): JsonObject {
  return {
    id,
    object: "response",
    created_at: createdAt,
    status: state.status,
    completed_at: state.completedAt ?? null,
    error: state.error ?? null,
    incomplete_details: state.incomplete === undefined ? null : { reason: state.incomplete },
    output: state.output ?? [],
    usage: state.usage ?? null,
    ...echo,
  };
}
