import type { JsonObject } from "../../json/json.ts";
import { badField, notFound } from "../errors.ts";
import { type Exchange, sendJson } from "../http/exchange.ts";
import { readJsonBody } from "../http/read-body.ts";
import { packTurns } from "../model/compaction.ts";
import { usageOf } from "../model/plan.ts";
import { countInputTokens } from "../model/tokens.ts";
import { readTurns, type Turn } from "../model/turns.ts";
import { flattenHistory, historyAfter } from "../store.ts";
import { missing, stringField } from "../validate/fields.ts";
import { readInput } from "../validate/input.ts";
import { readModel, requestBody } from "../validate/request.ts";
import { readToolChoice, readTools } from "../validate/tools.ts";

/** POST /responses/input_tokens: what an input would cost. */
export async function countTokens(exchange: Exchange): Promise<void> {
  const body = await readBody(exchange);
  const turns = readConversation(exchange, body);
  const tools = readTools(body);
  readToolChoice(body, tools);
  const texts = [
    ...turns.map((turn) => turn.text),
    ...tools.map((tool) => JSON.stringify(tool.shown)),
  ];
  sendJson(exchange, 200, {
    object: "response.input_tokens",
    input_tokens: countInputTokens(texts),
  });
}

/** POST /responses/compact: the conversation as one opaque item, to go on from. */
export async function compactConversation(exchange: Exchange): Promise<void> {
  const { server } = exchange;
  const body = await readBody(exchange);
  readModel(body);
  const turns = readConversation(exchange, body);
  const content = packTurns(turns);
  sendJson(exchange, 200, {
    id: server.makeId("resp"),
    object: "response.compaction",
    created_at: server.now(),
    output: [{ id: server.makeId("cmp"), type: "compaction", encrypted_content: content }],
    usage: usageOf(countInputTokens(turns.map((turn) => turn.text)), countInputTokens([content])),
  });
}

/** GET /models, or one of them. Requests may name any model; this one is listed. */
export function listModels(exchange: Exchange, id: string | undefined): void {
  const models = [exchange.server.model].map((name) => ({
    id: name,
    object: "model",
    created: 0,
    owned_by: "reference",
  }));
  if (id === undefined) return sendJson(exchange, 200, { object: "list", data: models });
  const model = models.find((entry) => entry.id === id);
  if (model === undefined)
    throw notFound("model_not_found", `There is no model '${id.slice(0, 100)}' here.`, "model");
  sendJson(exchange, 200, model);
}

async function readBody(exchange: Exchange): Promise<JsonObject> {
  exchange.sent = requestBody(await readJsonBody(exchange.request, exchange.server.maxBodyBytes));
  return exchange.sent;
}

/** The earlier turns, the input and the instructions of a request that only looks at them. */
function readConversation({ server }: Exchange, body: JsonObject): Turn[] {
  const previousId = stringField(body, "previous_response_id");
  const previous = previousId === null ? undefined : server.store.get(previousId);
  if (previousId !== null && previous === undefined)
    throw badField(
      "previous_response_id",
      "previous_response_not_found",
      `There is no stored response '${previousId.slice(0, 100)}'.`,
    );
  const input = readInput(body, {
    makeId: server.makeId,
    findItem: (id) => server.store.findItem(id),
  });
  if (input === null && previous === undefined) throw missing("input");
  const earlier = previous === undefined ? [] : flattenHistory(historyAfter(previous));
  return readTurns([...earlier, ...(input ?? [])], stringField(body, "instructions"));
}
