import { createOpenAI } from "@ai-sdk/openai";
import { generateText, stepCountIs, streamText, tool } from "ai";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  referenceModel,
  startReferenceServer,
  type ReferenceServer,
} from "../../src/reference/index.ts";

let server: ReferenceServer;
beforeAll(async () => {
  server = await startReferenceServer({ apiKey: "the-key" });
});
afterAll(() => server.close());

describe("the openai client", () => {
  let openai: OpenAI;
  beforeAll(() => {
    openai = new OpenAI({ apiKey: "the-key", baseURL: server.url, maxRetries: 0 });
  });

  it("streams a turn", async () => {
    const stream = await openai.responses.create({
      model: referenceModel,
      input: "Count from 1 to 5.",
      stream: true,
    });
    let text = "";
    let last = "";
    for await (const event of stream) {
      if (event.type === "response.output_text.delta") text += event.delta;
      last = event.type;
    }
    expect([text, last]).toEqual(["1, 2, 3, 4, 5", "response.completed"]);
  });

  it("collects a streamed tool call, answers it, and goes on from it", async () => {
    const tools: OpenAI.Responses.FunctionTool[] = [
      {
        type: "function",
        name: "get_weather",
        description: "The weather of a city.",
        strict: true,
        parameters: {
          type: "object",
          properties: { city: { type: "string" } },
          required: ["city"],
          additionalProperties: false,
        },
      },
    ];
    const stream = openai.responses.stream({
      model: referenceModel,
      input: "Weather in Rome and Oslo?",
      tools,
    });
    const deltas: string[] = [];
    stream.on("response.function_call_arguments.delta", (event) => deltas.push(event.delta));
    const first = await stream.finalResponse();
    const calls = first.output.filter((item) => item.type === "function_call");
    expect(calls.map((call) => call.arguments)).toEqual(['{"city":"Rome"}', '{"city":"Oslo"}']);
    expect(deltas.join("")).toBe(calls.map((call) => call.arguments).join(""));

    const input = calls.map((call) => ({
      type: "function_call_output" as const,
      call_id: call.call_id,
      output: `${call.call_id} is sunny`,
    }));
    const second = await openai.responses
      .stream({ model: referenceModel, previous_response_id: first.id, input, tools })
      .finalResponse();
    for (const call of calls) expect(second.output_text).toContain(`${call.call_id} is sunny`);
  });

  it("parses a structured answer", async () => {
    const format = {
      type: "json_schema" as const,
      name: "person",
      strict: true,
      schema: {
        type: "object",
        properties: { name: { type: "string" } },
        required: ["name"],
        additionalProperties: false,
      },
    };
    const answer = await openai.responses.parse({
      model: referenceModel,
      input: "Who?",
      text: { format },
    });
    expect(answer.output_parsed).toEqual({ name: "example" });
  });

  it("retrieves, replays, lists, chains and deletes", async () => {
    const one = await openai.responses.create({
      model: referenceModel,
      input: "My code is 31337. Remember it.",
    });
    expect((await openai.responses.retrieve(one.id)).output_text).toBe(one.output_text);
    const replay = await openai.responses.retrieve(one.id, { stream: true });
    const types: string[] = [];
    for await (const event of replay) types.push(event.type);
    expect([types[0], types.at(-1)]).toEqual(["response.created", "response.completed"]);
    const items: string[] = [];
    for await (const item of openai.responses.inputItems.list(one.id)) items.push(item.id ?? "");
    expect(items).toHaveLength(1);
    const two = await openai.responses.create({
      model: referenceModel,
      input: "What is my code? Reply with the number only.",
      previous_response_id: one.id,
    });
    expect(two.output_text).toBe("31337");
    await openai.responses.delete(one.id);
    await expect(openai.responses.retrieve(one.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  it("cancels background work and counts tokens", async () => {
    const running = await openai.responses.create({
      model: referenceModel,
      input: "Count from 1 to 2000.",
      background: true,
    });
    expect((await openai.responses.cancel(running.id)).status).toBe("cancelled");
    const count = await openai.responses.inputTokens.count({
      model: referenceModel,
      input: "Hello there",
    });
    expect(count.input_tokens).toBe(4);
  });

  it("understands errors", async () => {
    const wrong = new OpenAI({ apiKey: "other", baseURL: server.url, maxRetries: 0 });
    await expect(wrong.responses.create({ model: "m", input: "Hi" })).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    );
    await expect(
      openai.responses.create({ model: "m", input: "Hi", temperature: 9 }),
    ).rejects.toMatchObject({ status: 400, param: "temperature" });
  });
});

function provider(): ReturnType<typeof createOpenAI> {
  return createOpenAI({ apiKey: "the-key", baseURL: server.url });
}

describe("the AI SDK", () => {
  it("streams a text turn with usage", async () => {
    const result = streamText({
      model: provider().responses(referenceModel),
      prompt: "Count from 1 to 5.",
    });
    let text = "";
    for await (const delta of result.textStream) text += delta;
    expect(text).toBe("1, 2, 3, 4, 5");
    expect(await result.finishReason).toBe("stop");
    expect((await result.usage).outputTokens).toBe(5);
  });

  it("completes a tool round trip", async () => {
    const asked: string[] = [];
    const weather = tool({
      description: "The weather of a city.",
      inputSchema: z.object({ city: z.string() }),
      execute: ({ city }) => {
        asked.push(city);
        return { report: `${city}: 21 degrees` };
      },
    });
    const result = streamText({
      model: provider().responses(referenceModel),
      prompt: "What is the weather in Rome and Oslo?",
      tools: { get_weather: weather },
      stopWhen: stepCountIs(4),
    });
    expect(await result.text).toMatch(/Rome: 21 degrees.*Oslo: 21 degrees/);
    expect(asked).toEqual(["Rome", "Oslo"]);
    expect(await result.steps).toHaveLength(2);
  });

  it("completes one without streams too, with a message history", async () => {
    const result = await generateText({
      model: provider().responses(referenceModel),
      system: "Be brief.",
      messages: [
        { role: "user", content: "My code is 8080. Remember it." },
        { role: "assistant", content: "Noted." },
        { role: "user", content: "What is my code? Reply with the number only." },
      ],
    });
    expect(result.text).toBe("8080");
  });
});
