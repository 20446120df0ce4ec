import type { JsonObject } from "../json/json.ts";
import type { Grammar } from "./model/grammar.ts";

/** One streaming event. A conforming one always has a `sequence_number`; a fault may take it away. */
export type StreamEvent = JsonObject & { type: string };

/** A tool the request offers. `shown` is how the response lists it. */
export interface Tool {
  kind: "function" | "custom" | "hosted";
  /** A tool that the server runs itself goes by its type. */
  name: string;
  /** JSON Schema of a function's arguments. */
  parameters: JsonObject;
  /** What a custom tool's input has to follow; null for free text, and for a function. */
  grammar: Grammar | null;
  /** The output of a call may come in a later turn than the next. */
  async: boolean;
  shown: JsonObject;
}

/** Which tools may be called, and whether one must be. */
export interface ToolChoice {
  mode: "auto" | "none" | "required";
  /** Only these names; null means every tool. */
  only: string[] | null;
}

/** A request to POST /responses after validation: every field has its type, every default is filled in. */
export interface CreateRequest {
  model: string;
  /** Input items as they are stored: each with an id, content as parts. */
  input: JsonObject[];
  instructions: string | null;
  previousId: string | null;
  stream: boolean;
  store: boolean;
  background: boolean;
  /** False for a request over WebSocket that only prepares the next turn: nothing is said. */
  generate: boolean;
  obfuscate: boolean;
  /** How many alternatives each token lists; null when log probabilities were not asked for. */
  logprobs: number | null;
  encryptReasoning: boolean;
  maxOutputTokens: number | null;
  parallel: boolean;
  tools: Tool[];
  toolChoice: ToolChoice;
  format: { type: "text" | "json_object" } | { type: "json_schema"; schema: JsonObject };
  reasoning: { effort: string | null; summary: string | null };
  truncation: string;
  /** The input ends with a `compaction_trigger`: the answer is a compaction of all before it. */
  compact: boolean;
  /** The fields of the response object that mirror the request. */
  echo: JsonObject;
}

/** One output item, decided before any event is written. Token lists are the deltas. */
export type PlannedItem =
  | { kind: "message"; id: string; tokens: string[]; refusal: boolean; cut: boolean }
  | {
      kind: "function" | "custom";
      id: string;
      callId: string;
      name: string;
      async: boolean;
      tokens: string[];
      cut: boolean;
    }
  | {
      kind: "hosted";
      id: string;
      start: JsonObject;
      /** Events between added and done; the fields that name their item are added when they are sent. */
      body: StreamEvent[];
      done: JsonObject;
    }
  | { kind: "reasoning"; id: string; summary: string[][]; encrypted: string | null };

/** Everything the model decided about one answer. */
export interface Plan {
  items: PlannedItem[];
  /** The token limit cut the answer short. */
  incomplete: boolean;
  /** The model breaks down half way through its last item. */
  failure: { code: string; message: string } | null;
  usage: JsonObject;
}

/** A whole answer: what a stream sends, and the terminal response object. */
export interface Answer {
  id: string;
  events: StreamEvent[];
  final: JsonObject;
}
