import { arrayAt, stringAt } from "../json/json.ts";
import type { Client } from "./client.ts";

/**
 * Takes the first model that GET /models names, when none was given. An endpoint without such a list is asked without a
 * model; whether it takes that is seen at the gate.
 */
export async function findModel(client: Client): Promise<void> {
  const listed = await client.exchange(
    { method: "GET", path: "/models", body: undefined },
    { step: "models", scenario: "models", dialects: [] },
  );
  const { observed } = listed;
  if (!observed || observed.status !== 200) return;
  const ids = (arrayAt(observed.body, "data") ?? []).map((model) => stringAt(model, "id"));
  client.useModel(ids.find((id) => id !== undefined && id !== ""));
}
