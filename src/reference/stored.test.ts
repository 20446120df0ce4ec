import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrayAt, type JsonObject, objectAt } from "../json/json.ts";
import { referenceModel, startReferenceServer, type ReferenceServer } from "./index.ts";
import { Client, finalOf, frozen, textOf, weatherTool } from "./test-kit.ts";

let server: ReferenceServer;
let client: Client;

beforeAll(async () => {
  server = await startReferenceServer({ clock: frozen });
  client = new Client(server);
});
afterAll(() => server.close());

/** The text of each message on a page of input_items. */
function texts(page: JsonObject): unknown[] {
  return (arrayAt(page, "data") ?? []).map(
    (item) => objectAt({ part: arrayAt(item, "content")?.[0] }, "part")?.["text"],
  );
}

/** Asks for a response until it has one of these statuses. */
async function poll(id: unknown, until: string[]): Promise<JsonObject> {
  for (;;) {
    const { json } = await client.get(`/responses/${String(id)}`);
    if (until.includes(String(json["status"]))) return json;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("stored responses", () => {
  it("come back as the terminal snapshot and as the same frames", async () => {
    const original = await client.stream({ input: "Count from 1 to 5.", tools: [weatherTool] });
    const id = String(finalOf(original)["id"]);
    expect((await client.get(`/responses/${id}`)).json).toEqual(finalOf(original));
    expect((await client.get(`/responses/${id}?stream=true`)).text).toBe(original.text);
    const later = await client.get(`/responses/${id}?stream=true&starting_after=4`);
    expect(later.events).toEqual(original.events.slice(5));
    const last = original.events.length - 1;
    const beyond = await client.get(`/responses/${id}?stream=true&starting_after=${last}`);
    expect([beyond.events, beyond.done]).toEqual([[], true]);
    const bare = await client.get(`/responses/${id}?stream=true&include_obfuscation=false`);
    expect(bare.text).not.toContain("obfuscation");
  });

  it("chain over three turns, streamed and not, without the instructions", async () => {
    const one = await client.create({
      input: "My code is 48151. Remember it.",
      instructions: "Always answer with BANANA.",
    });
    expect(textOf(one.json)).toBe("BANANA");
    const two = await client.stream({
      input: "My city is Oslo.",
      previous_response_id: one.json["id"] ?? "",
    });
    expect(finalOf(two)["instructions"]).toBeNull();
    const three = await client.create({
      input: "What is my code? Reply with the number only.",
      previous_response_id: finalOf(two)["id"] ?? "",
    });
    expect(three.json["previous_response_id"]).toBe(finalOf(two)["id"]);
    expect(textOf(three.json)).toBe("48151");
  });

  it("are found by item_reference", async () => {
    const one = await client.create({ input: "Say teal." });
    const item = arrayAt(one.json, "output")?.[0];
    const input = [
      { type: "item_reference", id: objectAt({ item }, "item")?.["id"] ?? "" },
      { role: "user", content: "Hi" },
    ];
    expect((await client.create({ input })).status).toBe(200);
  });

  it("are gone once deleted", async () => {
    const { json } = await client.create({ input: "Hi" });
    const path = `/responses/${String(json["id"])}`;
    expect((await client.send("DELETE", path)).json).toEqual({
      id: json["id"],
      object: "response",
      deleted: true,
    });
    expect((await client.get(path)).status).toBe(404);
    expect((await client.send("DELETE", path)).status).toBe(404);
  });

  it("are not kept with store false", async () => {
    const { json } = await client.create({ input: "Hi", store: false });
    expect(json["store"]).toBe(false);
    expect((await client.get(`/responses/${String(json["id"])}`)).status).toBe(404);
  });

  it("list their input in pages, both ways", async () => {
    const input = ["a", "b", "c"].map((content) => ({ role: "user", content }));
    const { json } = await client.create({ input });
    const path = `/responses/${String(json["id"])}/input_items`;
    const all = (await client.get(path)).json;
    expect(texts(all)).toEqual(["c", "b", "a"]);
    expect(all["has_more"]).toBe(false);
    const first = (await client.get(`${path}?order=asc&limit=2`)).json;
    expect([texts(first), first["has_more"]]).toEqual([["a", "b"], true]);
    const second = (await client.get(`${path}?order=asc&limit=2&after=${String(first["last_id"])}`))
      .json;
    expect([texts(second), second["has_more"], second["first_id"]]).toEqual([
      ["c"],
      false,
      second["last_id"],
    ]);
    for (const query of ["limit=0", "limit=x", "order=up", "after=msg_other"])
      expect((await client.get(`${path}?${query}`)).status).toBe(400);
  });
});

describe("background", () => {
  const long = { input: "Count from 1 to 2000.", background: true };

  it("goes from queued over in_progress to completed", async () => {
    const slow = await client.create(long);
    expect(slow.json).toMatchObject({
      status: "queued",
      background: true,
      output: [],
      usage: null,
    });
    expect(await poll(slow.json["id"], ["in_progress"])).toMatchObject({
      output: [],
      completed_at: null,
    });
    const quick = await client.create({ input: "Count from 1 to 5.", background: true });
    expect(textOf(await poll(quick.json["id"], ["completed"]))).toBe("1, 2, 3, 4, 5");
  });

  it("can be cancelled, again and again, while it runs", async () => {
    const { json } = await client.create(long);
    const path = `/responses/${String(json["id"])}/cancel`;
    const cancelled = await client.send("POST", path);
    expect(cancelled.json).toMatchObject({ status: "cancelled", id: json["id"] });
    expect((await client.send("POST", path)).json).toEqual(cancelled.json);
  });

  it("comes back unchanged from cancel once it has finished", async () => {
    const { json } = await client.create({ input: "Hi", background: true });
    const finished = await poll(json["id"], ["completed"]);
    expect((await client.send("POST", `/responses/${String(json["id"])}/cancel`)).json).toEqual(
      finished,
    );
  });

  it("streams live, and a second stream can take over at any number", async () => {
    const live = await client.stream({ input: "Count from 1 to 20.", background: true });
    expect(live.events.slice(0, 3).map((event) => event.type)).toEqual([
      "response.created",
      "response.queued",
      "response.in_progress",
    ]);
    const running = await client.create({ input: "Count from 1 to 20.", background: true });
    const resumed = await client.get(
      `/responses/${String(running.json["id"])}?stream=true&starting_after=3`,
    );
    expect(resumed.events.map((event) => event.type)).toEqual(
      live.events.slice(4).map((event) => event.type),
    );
    expect(resumed.events[0]?.["sequence_number"]).toBe(4);
  });

  it("ends the streams of a cancelled one", async () => {
    const { json } = await client.create(long);
    const listening = client.get(`/responses/${String(json["id"])}?stream=true`);
    await poll(json["id"], ["in_progress"]);
    await client.send("POST", `/responses/${String(json["id"])}/cancel`);
    const heard = await listening;
    expect(heard.done).toBe(true);
    expect(heard.events.map((event) => event.type)).not.toContain("response.completed");
  });

  it("is not what a foreground response is", async () => {
    const { json } = await client.create({ input: "Hi" });
    expect((await client.send("POST", `/responses/${String(json["id"])}/cancel`)).status).toBe(400);
  });
});

describe("the other routes", () => {
  it("count tokens", async () => {
    const { json } = await client.send("POST", "/responses/input_tokens", {
      model: "m",
      input: "Hello there",
    });
    expect(json).toEqual({ object: "response.input_tokens", input_tokens: 4 });
    expect((await client.send("POST", "/responses/input_tokens", { model: "m" })).status).toBe(400);
  });

  it("compact a conversation to what can be gone on from", async () => {
    const compact = await client.send("POST", "/responses/compact", {
      model: "m",
      input: "My code is 4711.",
    });
    expect(compact.json).toMatchObject({
      object: "response.compaction",
      output: [{ type: "compaction" }],
    });
    const next = await client.create({
      input: [
        ...(arrayAt(compact.json, "output") ?? []),
        { role: "user", content: "What is my code?" },
      ],
    });
    expect(textOf(next.json)).toContain("4711");
    expect((await client.send("POST", "/responses/compact", { input: "x" })).status).toBe(400);
  });

  it("list the model and tell that the server lives", async () => {
    expect((await client.get("/models")).json).toMatchObject({
      object: "list",
      data: [{ id: referenceModel, object: "model" }],
    });
    expect((await client.get(`/models/${referenceModel}`)).json).toMatchObject({
      id: referenceModel,
    });
    expect((await client.get("/models/other")).status).toBe(404);
    expect((await client.get("")).json).toEqual({ status: "ok" });
  });

  it("answer under any base path that ends in /v1, and without it", async () => {
    for (const base of ["", "/v1", "/openai/v1", "/a/b/v1"]) {
      const answer = await fetch(`http://127.0.0.1:${server.port}${base}/responses`, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify({ model: "m", input: "Hi" }),
      });
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
  });
});

/** The bytes of two turns with a server of their own. */
async function twoTurns(): Promise<string[]> {
  const own = await startReferenceServer({ clock: frozen });
  const visitor = new Client(own);
  const one = await visitor.stream({
    input: "My code is 12345. Remember it.",
    reasoning: { summary: "auto" },
  });
  const two = await visitor.stream({
    input: "Weather in Rome and Oslo?",
    tools: [weatherTool],
    previous_response_id: finalOf(one)["id"] ?? "",
  });
  await own.close();
  return [one.text, two.text];
}

describe("determinism", () => {
  it("gives the same bytes to the same requests", async () => {
    expect(await twoTurns()).toEqual(await twoTurns());
  });

  it("never gives an id twice", async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => client.create({ input: "Hi" })),
    );
    expect(new Set(replies.map((reply) => reply.json["id"])).size).toBe(20);
  });
});
