import { createOpenAI } from "@ai-sdk/openai";
import { jsonSchema, streamText, tool, type ToolSet } from "ai";
import OpenAI from "openai";
import { arrayAt, objectAt, stringAt, type Json } from "../json/json.ts";
import type { TapeExchange } from "../tape/tape.ts";
import type { TriedClient } from "./texts.ts";

/** What a client did with a stream. If it reported an error, nothing else is compared. */
export interface ClientOutcome {
  error?: string;
  /** The text that it showed while it streamed. */
  text: string;
  /** `name(arguments)` of each call that it passed to its caller. */
  calls: string[];
  reasoning: string;
  /** How the turn ended, in the words of the client. */
  status: string;
  /** The text of the final response, if the client returns one. */
  finalText?: string;
  usage: string;
}

const nothing = (): ClientOutcome => ({
  text: "",
  calls: [],
  reasoning: "",
  status: "",
  usage: "",
});

/** A `fetch` that answers with the bytes of an exchange. */
function answering({ response, bytes }: TapeExchange): typeof fetch {
  const { status = 200, headers = {} } = response ?? {};
  return () => Promise.resolve(new Response(Buffer.from(bytes), { status, headers }));
}

const baseURL = "http://localhost/v1";
/** The message of an error that a client threw or reported, in any of the forms that clients use. */
function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === "string") return error;
  const told = error as Json;
  return stringAt(objectAt(told, "error") ?? told, "message") ?? JSON.stringify(error);
}

const counts = (input?: number, output?: number, total?: number): string =>
  [input, output, total].every((count) => count === undefined)
    ? "no tokens"
    : `${input ?? "?"} + ${output ?? "?"} = ${total ?? "?"} tokens`;

async function askOpenai(exchange: TapeExchange): Promise<ClientOutcome> {
  const got = nothing();
  const client = new OpenAI({
    apiKey: "none",
    baseURL,
    maxRetries: 0,
    logLevel: "off",
    fetch: answering(exchange),
  });
  try {
    const stream = client.responses.stream({ model: "any", input: "Hello." });
    for await (const event of stream)
      if (event.type === "response.output_text.delta") got.text += event.delta;
    const { status, output, output_text: text, usage } = await stream.finalResponse();
    got.status = String(status);
    got.finalText = text;
    got.usage = counts(usage?.input_tokens, usage?.output_tokens, usage?.total_tokens);
    for (const item of output) {
      if (item.type === "function_call") got.calls.push(`${item.name}(${item.arguments})`);
      if (item.type === "custom_tool_call") got.calls.push(`${item.name}(${item.input})`);
      if (item.type === "reasoning")
        got.reasoning += item.summary?.map((part) => part.text).join("") ?? "";
    }
  } catch (error) {
    got.error = reasonOf(error);
  }
  return got;
}

/** The functions that the request of an exchange offers, in the form of the AI SDK. */
function toolsOf(exchange: TapeExchange): ToolSet {
  const tools: ToolSet = {};
  for (const offered of arrayAt(exchange.request?.body, "tools") ?? []) {
    const name = stringAt(offered, "name");
    const parameters = objectAt(offered, "parameters");
    if (name !== undefined && parameters)
      tools[name] = tool({ inputSchema: jsonSchema(parameters) });
  }
  return tools;
}

async function askAi(exchange: TapeExchange): Promise<ClientOutcome> {
  const got = nothing();
  const openai = createOpenAI({ apiKey: "none", baseURL, fetch: answering(exchange) });
  try {
    const { fullStream } = streamText({
      model: openai.responses("gpt-5"),
      prompt: "Hello.",
      tools: toolsOf(exchange),
      maxRetries: 0,
      onError: () => undefined,
    });
    for await (const part of fullStream) {
      if (part.type === "text-delta") got.text += part.text;
      else if (part.type === "reasoning-delta") got.reasoning += part.text;
      else if (part.type === "tool-call")
        got.calls.push(`${part.toolName}(${JSON.stringify(part.input)})`);
      else if (part.type === "error") got.error ??= reasonOf(part.error);
      else if (part.type === "finish") {
        got.status = part.finishReason;
        const { inputTokens, outputTokens, totalTokens } = part.totalUsage;
        got.usage = counts(inputTokens, outputTokens, totalTokens);
      }
    }
  } catch (error) {
    got.error = reasonOf(error);
  }
  return got;
}

/** How each client is called, and the name of its helper function. */
export const clients: Record<
  TriedClient,
  { helper: string; ask: (exchange: TapeExchange) => Promise<ClientOutcome> }
> = {
  openai: { helper: "responses.stream()", ask: askOpenai },
  ai: { helper: "streamText()", ask: askAi },
};
