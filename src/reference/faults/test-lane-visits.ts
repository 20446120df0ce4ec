import { setImmediate } from "node:timers/promises";
import type { JsonObject } from "../../json/json.ts";
import { overSocket } from "../test-socket.ts";
import { weatherTool, type Client, type Reply } from "../test-kit.ts";
import { idOf, visit, type Visit } from "./test-visits.ts";

/**
 * Deltas come late enough for a message to arrive before the next one. This is counted in rounds of the event loop, which
 * reads sockets in each, so that it holds on a busy machine too.
 */
const slow = {
  deltaDelayMs: 1,
  wait: async () => {
    for (let round = 0; round < 30; round++) await setImmediate();
  },
};
const partAdded = "response.content_part.added";
const text = { input: "Say red, yellow, orange" };
const lane = (stream_id: string, body: JsonObject): JsonObject => ({
  type: "response.create",
  model: "test-model",
  stream_id,
  ...body,
});
const steer = (previous_response_id: string): JsonObject => ({
  type: "response.steer",
  previous_response_id,
  input: "Say blue",
});

const during =
  (body: JsonObject, after: string, next: (id: string) => JsonObject) =>
  (client: Client): Promise<Reply[]> =>
    overSocket(client, async (socket) => [await socket.during(body, after, next)]);

/** Several responses over one WebSocket, and requests that steer or prepare one. */
export const laneVisits: readonly Visit[] = [
  visit("ws lane", (client) =>
    overSocket(client, async ({ turns }) => [await turns(lane("a", text))]),
  ),
  visit(
    "ws lanes",
    during(lane("a", text), partAdded, () => lane("b", text)),
    slow,
  ),
  visit(
    "ws lane refused",
    during(lane("a", text), partAdded, () => lane("b", { input: 5 })),
    slow,
  ),
  visit("ws lane continued", (client) =>
    overSocket(client, async ({ turns }) => {
      const first = await turns(lane("a", { input: "Say red" }));
      const next = { input: "Go on", previous_response_id: idOf(first) };
      return [await turns(lane("b", next))];
    }),
  ),
  visit("ws steered", during(text, "response.output_text.delta", steer), slow),
  visit(
    "ws steered call",
    during(
      { input: "Weather in Rome?", tools: [weatherTool] },
      "response.output_item.added",
      steer,
    ),
    slow,
  ),
  visit(
    "ws steer unknown",
    during(text, "response.completed", () => steer("resp_none")),
  ),
  visit("ws steer ended", during(text, "response.completed", steer)),
  visit("ws prepared", (client) =>
    overSocket(client, async ({ turns }) => {
      const first = await turns({ generate: false, input: "My code is 12345. Remember it." });
      return [await turns({ input: "What is my code?", previous_response_id: idOf(first) })];
    }),
  ),
  visit("ws prepared without input", (client) =>
    overSocket(client, async ({ turns }) => [await turns({ generate: false, input: [] })]),
  ),
];
