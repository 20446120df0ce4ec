import { arrayAt, stringAt } from "../json/json.ts";
import type { Client } from "./client.ts";

/**
 * The models that GET /models names. An endpoint without such a list is asked without a model; whether it takes that is
 * seen at the gate.
 */
export async function listModels(client: Client): Promise<string[]> {
  const listed = await client.exchange(
    { method: "GET", path: "/models", body: undefined },
    { step: "models", scenario: "models", dialects: [] },
  );
  const { observed } = listed;
  if (!observed || observed.status !== 200) return [];
  return (arrayAt(observed.body, "data") ?? [])
    .map((model) => stringAt(model, "id") ?? "")
    .filter((id) => id.trim() !== "");
}
