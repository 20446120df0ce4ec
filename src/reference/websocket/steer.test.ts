import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type JsonObject, objectAt, stringAt, textAt } from "../../json/json.ts";
import { startReferenceServer, type ReferenceOptions } from "../server.ts";
import { frozen, weatherTool } from "../test-kit.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A WebSocket to a new server. */
async function connect(options: ReferenceOptions = {}): Promise<{
  events: JsonObject[];
  send(message: JsonObject): void;
  /** Waits for an event. */
  until(accepts: (event: JsonObject) => boolean): Promise<JsonObject>;
}> {
  const server = await startReferenceServer({ clock: frozen, ...options });
  const socket = new WebSocket(`${server.url}/responses`.replace("http", "ws"));
  open.push(
    () => socket.terminate(),
    () => server.close(),
  );
  const events: JsonObject[] = [];
  const heard = new Set<() => void>();
  socket.on("message", (data: Buffer) => {
    events.push(JSON.parse(data.toString()) as JsonObject);
    for (const wake of heard) wake();
  });
  await new Promise((resolve) => socket.once("open", resolve));
  return {
    events,
    send: (message) => socket.send(JSON.stringify({ model: "m", ...message })),
    until: (accepts) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = events.find(accepts);
          if (!found) return;
          heard.delete(look);
          resolve(found);
        };
        heard.add(look);
        look();
      }),
  };
}

const create = (body: JsonObject): JsonObject => ({ type: "response.create", ...body });
const steering = (id: string, input: JsonObject["input"] = "Say red"): JsonObject => ({
  type: "response.steer",
  model: undefined,
  previous_response_id: id,
  input,
});
const ofType =
  (type: string) =>
  (event: JsonObject): boolean =>
    event["type"] === type;
const idOf = (event: JsonObject): string => textAt(objectAt(event, "response"), "id");
const typesOf = (events: JsonObject[]): unknown[] =>
  events
    .map(({ type }) => type)
    .filter((type) => type !== "response.output_text.delta" && type !== "response.in_progress");
const numbersOf = (events: JsonObject[]): unknown[] =>
  events.map((event) => event["sequence_number"]);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("lanes of the reference server", () => {
  it("are served at the same time, each in its order, with its stream_id", async () => {
    const { send, until, events } = await connect();
    for (const [lane, input] of [
      ["a", "Count from 1 to 9"],
      ["b", "Count from 1 to 9"],
      ["a", "Say red"],
    ])
      send(create({ stream_id: lane, input }));
    await until((event) => stringAt(event, "text") === "red");
    await until((event) => event["type"] === "response.completed" && event["stream_id"] === "b");
    const [a, b] = ["a", "b"].map((lane) => events.filter((one) => one["stream_id"] === lane));
    expect(numbersOf(b ?? [])).toEqual(upTo(b?.length ?? 0));
    const first = (a ?? []).findIndex(ofType("response.completed")) + 1;
    expect(numbersOf((a ?? []).slice(0, first))).toEqual(upTo(first));
    expect(events.slice(0, 6).map((one) => one["stream_id"])).toContain("b");
  });

  it("are named by few characters", async () => {
    const { send, until } = await connect();
    for (const lane of ["a b", "", "x".repeat(257), 5]) {
      send(create({ stream_id: lane, input: "Say red" }));
      const code = typeof lane === "string" ? "invalid_value" : "invalid_type";
      const refused = await until((event) => stringAt(event["error"], "code") === code);
      expect(refused["status"]).toBe(400);
    }
  });

  it("continue responses of one another", async () => {
    const { send, until } = await connect();
    send(create({ stream_id: "a", store: false, input: "My code is 12345. Remember it." }));
    const made = await until(ofType("response.completed"));
    const next = { store: false, previous_response_id: idOf(made), input: "What is my code?" };
    send(create({ stream_id: "b", ...next }));
    const said = await until(
      (event) => event["type"] === "response.completed" && event["stream_id"] === "b",
    );
    expect(JSON.stringify(said)).toContain("12345");
  });
});

describe("a request without generation", () => {
  it("is answered with an empty response, which can be continued", async () => {
    const { send, until, events } = await connect();
    send(create({ generate: false, store: false, input: "My code is 12345. Remember it." }));
    const made = await until(ofType("response.completed"));
    expect(events.map(({ type }) => type)).toEqual([
      "response.created",
      "response.in_progress",
      "response.completed",
    ]);
    expect(made["response"]).toMatchObject({ output: [], usage: { output_tokens: 0 } });
    send(create({ store: false, previous_response_id: idOf(made), input: "What is my code?" }));
    expect(JSON.stringify(await until((event) => "text" in event))).toContain("12345");
  });

  it("needs no input", async () => {
    const { send, until } = await connect();
    send(create({ input: [] }));
    expect(await until(ofType("error"))).toMatchObject({ error: { code: "invalid_value" } });
    send(create({ generate: false, input: [] }));
    await until(ofType("response.completed"));
    send(create({ generate: "no", input: [] }));
    await until((event) => stringAt(event["error"], "code") === "invalid_type");
  });
});

describe("a steered response", () => {
  it("ends early, and the server goes on with the new input", async () => {
    const { send, until, events } = await connect();
    const settings = { instructions: "Be kind.", metadata: { a: "b" }, store: false };
    send(create({ stream_id: "a", input: "Count from 1 to 500", ...settings }));
    const created = await until(ofType("response.created"));
    await until(ofType("response.output_text.delta"));
    send(steering(idOf(created)));
    const accepted = await until(ofType("response.steer.accepted"));
    expect(accepted).toMatchObject({
      steer: { previous_response_id: idOf(created) },
      stream_id: "a",
    });
    const ended = await until(ofType("response.completed"));
    expect(ended["response"]).toMatchObject({ previous_response_id: idOf(created), ...settings });
    expect(typesOf(events)).toEqual([
      "response.created",
      "response.output_item.added",
      "response.content_part.added",
      "response.steer.accepted",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.incomplete",
      "response.created",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    const end = events.findIndex(ofType("response.incomplete"));
    expect(numbersOf(events)).toEqual([...upTo(end + 1), ...upTo(events.length - end - 1)]);
    const cut = objectAt(events[end], "response");
    const text = events.flatMap((event) => stringAt(event, "delta") ?? []);
    expect(cut).toMatchObject({
      incomplete_details: { reason: "steered" },
      output: [{ status: "completed", content: [{ text: stringAt(events[end - 3], "text") }] }],
    });
    expect(`${text.join("")}`).toBe(`${stringAt(events[end - 3], "text")}red`);
  });

  it("waits for the answers to its calls, and then has the new input", async () => {
    const { send, until, events } = await connect({ deltaDelayMs: 5 });
    const tools = { tools: [weatherTool], parallel_tool_calls: false };
    send(create({ input: "Weather in Rome?", ...tools }));
    const created = await until(ofType("response.created"));
    send(steering(idOf(created), [{ role: "user", content: "My code is 12345. Remember it." }]));
    const pending = await until(ofType("response.steer.pending"));
    expect(typesOf(events).at(-2)).toBe("response.completed");
    expect(pending).toMatchObject({
      reason: "waiting_for_required_input",
      required_input: [{ type: "function_call_output", name: "get_weather" }],
      sequence_number: events.length - 1,
    });
    const stubs = pending["required_input"] as JsonObject[];
    const input = [
      ...stubs.map(({ type, call_id }) => ({ type, call_id, output: "rain" })),
      { role: "user", content: "What is my code?" },
    ];
    send(create({ previous_response_id: idOf(created), input, tool_choice: "none", ...tools }));
    const said = await until((event) => "text" in event);
    expect(stringAt(said, "text")).toContain("12345");
  });

  it("is refused for what cannot be steered, and returns the input", async () => {
    const { send, until } = await connect();
    const refused = async (message: JsonObject): Promise<unknown> => {
      send(message);
      const failed = await until(
        (event) =>
          event["type"] === "response.steer.failed" &&
          JSON.stringify(objectAt(event, "steer")?.["input"]) === JSON.stringify(message["input"]),
      );
      return objectAt(failed, "error")?.["code"];
    };
    expect(await refused(steering("resp_none", "a"))).toBe("response_not_found");
    send(create({ input: "Say red" }));
    const made = await until(ofType("response.completed"));
    expect(await refused(steering(idOf(made), "b"))).toBe("response_already_completed");
    for (const input of [
      [],
      [{ role: "assistant", content: "c" }],
      [{ type: "function_call_output", call_id: "c", output: "d" }],
      [{ role: "user", content: [{ type: "output_text", text: "e" }] }],
      [{ role: "user", content: "f", status: "completed" }],
    ])
      expect(await refused(steering(idOf(made), input))).toBe("invalid_input");
    expect(await refused({ ...steering(idOf(made), "g"), stream_id: "a" })).toBe("invalid_input");
  });

  it("that fails gives the input back", async () => {
    const { send, until } = await connect({ deltaDelayMs: 5 });
    send(create({ model: "reference-stream-error", input: "Count from 1 to 9" }));
    send(steering(idOf(await until(ofType("response.created"))), "a"));
    const { steer } = await until(ofType("response.steer.accepted"));
    const failed = await until(ofType("response.steer.failed"));
    expect(failed).toMatchObject({ error: { code: "successor_creation_failed" }, steer });
  });
});
