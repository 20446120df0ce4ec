import { setTimeout } from "node:timers/promises";
import { diffJson } from "../../json/diff.ts";
import { type JsonObject, objectAt } from "../../json/json.ts";
import { startReferenceServer, type ReferenceOptions } from "../server.ts";
import { callsOf, Client, dropStream, frozen, type Reply, weatherTool } from "../test-kit.ts";
import { asyncVisits } from "./test-async-visits.ts";
import { laneVisits } from "./test-lane-visits.ts";
import { inputVisits } from "./test-input-visits.ts";
import { idOf, moreVisits, streams, type Visit, visit } from "./test-visits.ts";

const cities = { input: "Weather in Rome and Oslo?", tools: [weatherTool] };

/** Background work that has not begun when one looks at it, however busy the machine is. */
const waiting = { queueMs: 60_000 };

/** Everything that a fault could show itself in, plain things first. */
export const visits: readonly Visit[] = [
  streams("text", { input: "Say: red 🎉 green" }),
  streams("call", { input: "Weather in Rome?", tools: [weatherTool] }),
  streams("calls", cities),
  streams("text and call", { input: "First say: red. Then use the tool.", tools: [weatherTool] }),
  streams("forced", { input: "Hello", tools: [weatherTool], tool_choice: "required" }),
  streams("forbidden", { ...cities, tool_choice: "none" }),
  streams("single", { ...cities, parallel_tool_calls: false }),
  streams("custom", {
    input: "Note it",
    tools: [{ type: "custom", name: "note" }],
    tool_choice: "required",
  }),
  streams("reasoning", { input: "Say red", reasoning: { summary: "auto" } }),
  streams("incomplete", { input: "Count from 1 to 99", max_output_tokens: 16 }),
  streams("failure", { input: "Count from 1 to 6", model: "reference-stream-error" }),
  streams("structured", { input: "Hi", text: { format: { type: "json_object" } } }),
  streams("fields", {
    input: "Say red",
    instructions: "Be kind.",
    temperature: 0.25,
    metadata: { a: "b" },
    tools: [weatherTool],
    max_output_tokens: 50,
    store: true,
  }),
  streams("in the background", { input: "Say red", background: true }),
  streams("logprobs", { input: "Say red 🎉", include: ["message.output_text.logprobs"] }),
  visit("json", async (client) => [await client.create({ input: "Say red" })]),
  visit("two", async (client) => [
    await client.stream({ input: "Say red" }),
    await client.stream({ input: "Say blue" }),
  ]),
  visit("retrieve", async (client) => {
    const made = await client.stream({ input: "Say red" });
    return [await client.get(`/responses/${idOf(made)}`)];
  }),
  visit("stored metadata", async (client) => {
    const made = await client.create({ input: "Say red", metadata: { a: "b" } });
    return [await client.get(`/responses/${idOf(made)}`)];
  }),
  visit("replay", async (client) => {
    const made = await client.stream({ input: "Say red, yellow, orange" });
    return [
      await client.get(`/responses/${idOf(made)}?stream=true`),
      await client.get(`/responses/${idOf(made)}?stream=true&starting_after=6`),
    ];
  }),
  visit("chain", async (client) => {
    const first = await client.create({
      input: "My code is 12345. Remember it.",
      instructions: "Always answer with BANANA.",
    });
    return [await client.create({ input: "What is my code?", previous_response_id: idOf(first) })];
  }),
  visit("unstored", async (client) => {
    const made = await client.create({ input: "Say red", store: false });
    return [await client.get(`/responses/${idOf(made)}`)];
  }),
  visit("delete", async (client) => {
    const path = `/responses/${idOf(await client.create({ input: "Say red" }))}`;
    return [await client.send("DELETE", path), await client.get(path)];
  }),
  visit("items", async (client) => {
    const made = await client.create({
      input: ["a", "b", "c"].map((content) => ({ role: "user", content })),
    });
    return [await client.get(`/responses/${idOf(made)}/input_items?order=asc&limit=2`)];
  }),
  visit("unknown id", async (client) => [await client.get("/responses/resp_none")]),
  visit("unknown previous", async (client) => [
    await client.create({ input: "Say red", previous_response_id: "resp_none" }),
  ]),
  visit("round trip", async (client) => {
    const first = await client.create(cities);
    const input = callsOf(first.json).map((call) => ({
      type: "function_call_output",
      call_id: call["call_id"] ?? "",
      output: "rain",
    }));
    return [await client.create({ input, previous_response_id: idOf(first) })];
  }),
  visit("unknown call", async (client) => [
    await client.create({ input: [{ type: "function_call_output", call_id: "c", output: "x" }] }),
  ]),
  visit(
    "cancel",
    async (client) => {
      const made = await client.create({ input: "Count from 1 to 2000", background: true });
      return [await client.send("POST", `/responses/${idOf(made)}/cancel`)];
    },
    waiting,
  ),
  visit("cancel foreground", async (client) => {
    const made = await client.create({ input: "Say red" });
    return [await client.send("POST", `/responses/${idOf(made)}/cancel`)];
  }),
  visit(
    "cancel twice",
    async (client) => {
      const made = await client.create({ input: "Count from 1 to 2000", background: true });
      const path = `/responses/${idOf(made)}`;
      const cancelled = await client.send("POST", `${path}/cancel`);
      return [cancelled, await client.send("POST", `${path}/cancel`), await client.get(path)];
    },
    waiting,
  ),
  visit(
    "background",
    async (client) => {
      const path = `/responses/${idOf(await client.create({ input: "Say red", background: true }))}`;
      return [await client.get(path)];
    },
    waiting,
  ),
  visit("background, ended", async (client) => {
    const path = `/responses/${idOf(await client.stream({ input: "Say red", background: true }))}`;
    return [
      await client.get(path),
      await client.get(path),
      await client.send("POST", `${path}/cancel`),
    ];
  }),
  visit("background, streamed", async (client) => {
    const made = await client.stream({
      input: "Say red",
      background: true,
      stream_options: { include_obfuscation: false },
    });
    return [made, await client.get(`/responses/${idOf(made)}?stream=true&starting_after=4`)];
  }),
  visit("background, dropped", async (client) => {
    const path = `/responses/${await dropStream(client, { input: "Say red", background: true })}`;
    for (let tries = 0; tries < 400; tries++) {
      await setTimeout(5);
      const reply = await client.get(path);
      if (!["queued", "in_progress"].includes(String(reply.json["status"]))) return [reply];
    }
    return [];
  }),
  visit(
    "background, resumed",
    async (client) => {
      const made = await client.create({ input: "Count from 1 to 9", background: true });
      return [await client.get(`/responses/${idOf(made)}?stream=true&starting_after=0`)];
    },
    // Long enough for the stream to be asked for before the work begins, on a busy machine too.
    { queueMs: 1000 },
  ),
  ...inputVisits,
  ...asyncVisits,
  visit("background, unstored", async (client) => [
    await client.create({ input: "Say red", background: true, store: false }),
  ]),
  visit("tokens", async (client) => [
    await client.send("POST", "/responses/input_tokens", { model: "m", input: "Hi" }),
  ]),
  visit("compact", async (client) => [
    await client.send("POST", "/responses/compact", { model: "m", input: "Hi" }),
  ]),
  visit("no model", async (client) => [
    await client.send("POST", "/responses", { input: "Say red" }),
  ]),
  visit("no input", async (client) => [await client.create({})]),
  visit("wrong type", async (client) => [
    await client.create({ input: "Say red", temperature: "hot" }),
  ]),
  visit("wrong type, streamed", async (client) => [
    await client.stream({ input: "Say red", temperature: "hot" }),
  ]),
  visit("wrong role", async (client) => [
    await client.create({ input: [{ role: "robot", content: "Say red" }] }),
  ]),
  visit("developer", async (client) => [
    await client.create({ input: [{ role: "developer", content: "Say red" }] }),
  ]),
  visit("wrong model", async (client) => [
    await client.create({ model: "no-such-model", input: "Say red" }),
  ]),
  visit("wrong choice", async (client) => [
    await client.create({ input: "Say red", tool_choice: { type: "function", name: "f" } }),
  ]),
  ...moreVisits,
  ...laneVisits,
  visit("no key", async (client) => [await client.create({ input: "Say red" })], {
    apiKey: "the-key",
  }),
];

/** Makes a visit to a fresh server, with a fault, with other hooks, or with none. */
export async function make(
  { options, run }: Visit,
  how: Pick<ReferenceOptions, "fault" | "hooks"> = {},
): Promise<Reply[]> {
  const server = await startReferenceServer({
    clock: frozen,
    ...options,
    ...how,
  });
  try {
    return await run(new Client(server));
  } finally {
    await server.close();
  }
}

const conforming = new Map<string, Promise<Reply[]>>();

/** What the conforming server answers in a visit: the same in every run, so that it is asked once. */
export function conformingAnswers(visit: Visit): Promise<Reply[]> {
  const known = conforming.get(visit.name) ?? make(visit);
  conforming.set(visit.name, known);
  return known;
}

/** What differs between two lists of answers, in a few words; empty when the wire is the same. */
export function differences(before: readonly Reply[], after: readonly Reply[]): string {
  return after.flatMap((reply, index) => compare(before[index], reply)).join(" ");
}

function compare(before: Reply | undefined, after: Reply): string[] {
  if (before === undefined) return ["+answer"];
  const words: string[] = [];
  if (before.status !== after.status) words.push(`status:${before.status}>${after.status}`);
  if (typeOf(before) !== typeOf(after)) words.push(`type:${typeOf(before)}>${typeOf(after)}`);
  if (before.text === after.text) return words;
  if (!before.text.includes("data: ") || !after.text.includes("data: "))
    return [...words, ...compareBodies(before.text, after.text)];
  const frames = compareFrames(framesOf(before.text), framesOf(after.text));
  const numbers = numbersOf(after.text);
  return [
    ...words,
    ...frames,
    ...(numbersOf(before.text) === numbers ? [] : [`numbers:${numbers}`]),
  ];
}

function typeOf(reply: Reply): string {
  return reply.headers.get("content-type")?.split(";")[0] ?? "none";
}

function compareBodies(before: string, after: string): string[] {
  if (!before.startsWith("{") || !after.startsWith("{")) return ["body"];
  const found = diffJson(JSON.parse(before), JSON.parse(after), { limit: 50 });
  return found.length > 12 ? ["another-body"] : found.map(({ pointer }) => pointer);
}

/** Frames without their numbers: those are compared on their own. */
function framesOf(text: string): string[] {
  return text
    .split(/(?<=\n\n)/)
    .map((frame) => frame.replace(/,?"sequence_number":("?)\d+\1/g, ""));
}

/** Where the numbers begin and how they go on. */
function numbersOf(text: string): string {
  const numbers =
    text
      .match(/^data: .*$/gm)
      ?.flatMap((line) =>
        line.includes("[DONE]")
          ? []
          : [/"sequence_number":("?\d+"?)[,}]/.exec(line)?.[1] ?? "none"],
      ) ?? [];
  const first = numbers[0];
  const even = numbers.every((number, index) => number === String(Number(first) + index));
  return even ? `from ${first}` : numbers.join(",");
}

/** Which frames went, came or changed. */
function compareFrames(before: string[], after: string[]): string[] {
  const { gone, come } = align(before, after);
  const words: string[] = [];
  const rest = [...come];
  for (const frame of gone) {
    const twin = rest.findIndex((other) => nameOf(other) === nameOf(frame));
    if (twin < 0) words.push(`-${nameOf(frame)}`);
    else words.push(`${nameOf(frame)}${changes(frame, rest.splice(twin, 1)[0] ?? "")}`);
  }
  return [...new Set([...words, ...rest.map((frame) => `+${nameOf(frame)}`)])];
}

/** The frames outside the longest common subsequence. */
function align(before: string[], after: string[]): { gone: string[]; come: string[] } {
  const length = Array.from({ length: before.length + 1 }, () =>
    Array.from({ length: after.length + 1 }, () => 0),
  );
  const at = (i: number, j: number): number => length[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      (length[i] ?? [])[j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const gone: string[] = [];
  const come: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) [i, j] = [i + 1, j + 1];
    else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1)))
      gone.push(before[i++] ?? "");
    else come.push(after[j++] ?? "");
  }
  return { gone, come };
}

function nameOf(frame: string): string {
  return (
    /"type":"(?:response\.)?([\w.]+)"/.exec(frame)?.[1] ??
    /^event: (?:response\.)?(\S+)/m.exec(frame)?.[1] ??
    frame.trim().slice(0, 20)
  );
}

/** Where two frames of the same type differ: the pointers, or `!` for what is no longer one JSON object. */
function changes(before: string, after: string): string {
  const [a, b] = [payloadOf(before), payloadOf(after)];
  if (a === undefined || b === undefined) return "!";
  const pointers = diffJson(a, b, { limit: 50 }).map(({ pointer }) => pointer);
  const lines =
    before.replace(/^data: .*$/m, "") === after.replace(/^data: .*$/m, "") ? [] : ["lines"];
  return `(${[...lines, ...(pointers.length > 6 ? [...pointers.slice(0, 6), "..."] : pointers)].join(",")})`;
}

function payloadOf(frame: string): JsonObject | undefined {
  try {
    return objectAt({ frame: JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? "") }, "frame");
  } catch {
    return undefined;
  }
}
