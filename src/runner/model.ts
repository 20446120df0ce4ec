import { arrayAt, stringAt } from "../json/json.ts";
import type { Client } from "./client.ts";

/** What GET /models said. */
export interface ListedModels {
  names: string[];
  /** Why the list was not read, if a limit of ours is the reason. */
  unread?: string | undefined;
}

/**
 * The models that GET /models names. An endpoint without such a list is asked without a model; whether it takes that is
 * seen at the gate.
 */
export async function listModels(client: Client): Promise<ListedModels> {
  const listed = await client.exchange(
    { method: "GET", path: "/models", body: undefined },
    { step: "models", scenario: "models", dialects: [] },
  );
  const { observed, end, failure } = listed;
  if (end?.kind === "limit")
    return { names: [], unread: end.detail ?? "the answer is larger than a limit" };
  if (failure?.reason === "headers-too-large") return { names: [], unread: failure.message };
  if (!observed || observed.status !== 200) return { names: [] };
  const names = (arrayAt(observed.body, "data") ?? [])
    .map((model) => stringAt(model, "id") ?? "")
    .filter((id) => id.trim() !== "");
  return { names };
}
