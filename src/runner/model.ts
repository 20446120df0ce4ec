import { arrayAt, stringAt } from "../json/json.ts";
import { brokeOff } from "../engine/exchange.ts";
import type { Client } from "./client.ts";
import { describeRefusal } from "./refusal.ts";

/** What GET /models said. */
export interface ListedModels {
  names: string[];
  /**
   * Why there is none, if the endpoint refused to list them, or a limit of ours kept the list from being read: the first part
   * of a sentence that ends with what to do instead.
   */
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
  const { method, url } = listed.request;
  const unread = (why: string): ListedModels => ({
    names: [],
    unread: `the answer of ${method} ${url} was not read: ${why.replace(/\.$/, "")}. Or`,
  });
  if (end?.kind === "limit") return unread(end.detail ?? "it is larger than a limit");
  if (failure) return unread(failure.message);
  if (end && brokeOff(end.kind)) return unread(end.detail ?? "it ended early");
  if (observed && observed.status >= 400)
    return { names: [], unread: `${method} ${url} answered ${describeRefusal(observed)};` };
  if (!observed || observed.status !== 200) return { names: [] };
  const names = (arrayAt(observed.body, "data") ?? [])
    .map((model) => stringAt(model, "id") ?? "")
    .filter((id) => id.trim() !== "");
  return { names };
}
