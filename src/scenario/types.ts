import type { Json, JsonObject } from "../json/json.ts";

/** A named feature that an endpoint may lack. */
export type Capability = (typeof capabilities)[number];

export const capabilities = [
  "auth",
  "stream",
  "tools",
  "parallel-tools",
  "custom-tools",
  "async-tools",
  "store",
  "chain",
  "retrieve",
  "replay",
  "delete",
  "input-items",
  "cancel",
  "background",
  "reasoning",
  "structured",
  "json-object",
  "image-input",
  "file-input",
  "compact",
  "input-tokens",
  "logprobs",
  "websocket",
  "lanes",
  "steering",
  "prewarm",
  "hosted-tools",
] as const;

/** A place in a file, with line and column from 1. */
export interface SourcePlace {
  file: string;
  line: number;
  column: number;
}

/** An error in a file: where, what is wrong, and what to do. Line and column are 0 if the whole file is meant. */
export interface SourceError extends SourcePlace {
  message: string;
}

/** A place as `file:line:col`, or only the file if no line is known. */
export function showPlace({ file, line, column }: SourcePlace): string {
  return line > 0 ? `${file}:${line}:${column}` : file;
}

/** A binding level of an expectation or a scenario. */
export type ScenarioLevel = "must" | "should" | "may";

/** An inline JSON Schema (draft 2020-12), compiled while its file is loaded. */
export interface InlineSchema {
  source: JsonObject;
  /** Why a value is not valid, with the place in it; undefined when it is. */
  check(value: Json): string | undefined;
}

/** The type names of a matcher; `integer` is a number without a fraction. */
export const matcherTypes = [
  "string",
  "number",
  "integer",
  "boolean",
  "array",
  "object",
  "null",
] as const;

/**
 * An explicit matcher. A bare value in YAML is `equals`. All named conditions must hold.
 * A missing value meets only `exists: false` and `not`. `equals`, `contains` and `oneOf` may have runtime expressions.
 */
export interface Matcher {
  equals?: Json;
  not?: Matcher;
  /** A regular expression that must match somewhere in a string. */
  matches?: RegExp;
  /** For strings: a substring. For arrays: an element that equals it. */
  contains?: Json;
  type?: (typeof matcherTypes)[number];
  oneOf?: Json[];
  /** Of strings in characters, of arrays in elements. */
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exists?: boolean;
  schema?: InlineSchema;
  place: SourcePlace;
}

/** A condition on the value at a JSON Pointer. In YAML a top-level key may be written without its slash. */
export interface PointerMatcher {
  pointer: string;
  matcher: Matcher;
}

/** A condition on a header of the answer. */
export interface HeaderMatcher {
  /** Lower case. */
  name: string;
  matcher: Matcher;
}

/** A pattern of an event: its type, and optionally values in its payload. */
export interface EventPattern {
  type: string;
  where: PointerMatcher[];
  place: SourcePlace;
}

export interface EventExpectations {
  /** Each must occur at least once. */
  contains: EventPattern[];
  /** They must occur in this order; others may be between them. */
  inOrder: EventPattern[];
  /** None may occur. */
  never: EventPattern[];
  /** How often a type must occur. */
  count: { type: string; matcher: Matcher }[];
}

export interface Expectations {
  /** The scenario's level, or a softer one that the step names. */
  level: ScenarioLevel;
  status: Matcher | undefined;
  headers: HeaderMatcher[];
  events: EventExpectations;
  /** Conditions on the response: the terminal snapshot of a stream, or the JSON body. */
  response: PointerMatcher[];
  /** Conditions on any JSON body. */
  body: PointerMatcher[];
  /** Condition on the text of the answer, all output_text joined. */
  text: Matcher | undefined;
  /**
   * Id of an earlier step that shows whether the model is able to give such a text at all: only where its own text meets
   * the condition on `text` too does that condition count here.
   */
  control: string | undefined;
  /** Condition on the function (and custom) calls, as the array of their items in output order. */
  calls: Matcher | undefined;
  /**
   * The step whose stream this one repeats. Here it is only asked that both are streams: that they are the same is for
   * the rule `state/replay-equals-original` to judge.
   */
  replays: { step: string; place: SourcePlace } | undefined;
  /** Place of `expect`, or of the step if it has none. */
  place: SourcePlace;
}

/** What the model must do so that a step tests something. All named conditions must hold. */
export interface Provocation {
  /** Type of output items that must come, at least `count` of them. */
  item: string | undefined;
  count: number;
  /** Type of a content part that some message must hold, such as `refusal`. */
  part: string | undefined;
  /** Text that must come back, such as a marker. */
  text: Matcher | undefined;
  /** Status that the response must reach, for instance `incomplete`. */
  status: string | undefined;
  /** Type of an event that must come. */
  event: string | undefined;
}

/** A request that is sent again until the conditions hold, for responses in the background. */
export interface Poll {
  /** Conditions on the response; all must hold. */
  until: PointerMatcher[];
  /** Longest pause between two requests, in seconds; the first ones are shorter. */
  every: number;
  /** Seconds after which the wait is over. Undefined: as long as the settings let background work take. */
  limit: number | undefined;
}

/** Input that a client sends over the WebSocket of a turn while the response is under way. */
export interface Steer {
  /** Type of the event after which it is sent. */
  after: string;
  /** As the `input` of a request; may hold runtime expressions. */
  input: Json;
}

/** The WebSocket of a turn. */
export interface TurnSocket {
  /** Turns of a scenario with the same name share one. */
  connection: string;
  /** The message is sent together with that of the step before, which is not answered yet. */
  pipelined: boolean;
}

export interface Step {
  id: string;
  /** The WebSocket of a turn; then the body is that of a `response.create` message, without its type. */
  socket: TurnSocket | undefined;
  method: "GET" | "POST" | "DELETE";
  /** Path below the base URL with its query; may hold runtime expressions, see `resolvePath`. */
  path: string;
  /** JSON body with runtime expressions, before `model` is filled in. */
  body: JsonObject | undefined;
  /** Body that is sent unchanged, for malformed JSON, as `application/json`. */
  rawBody: string | undefined;
  /** Lower-case names; values may hold runtime expressions. */
  headers: Record<string, string>;
  /** `none` sends no Authorization, `wrong` a key that cannot be right. */
  auth: "configured" | "none" | "wrong";
  /** Leaves out the `model` that is otherwise added to a body without one. */
  withoutModel: boolean;
  /** True if one answer serves all scenarios of the run that send exactly the same request. Undefined: it is sent for this one. */
  shared: true | undefined;
  /** Merged into the body from the config's `provoke` map under this name. Without it there the scenario is n/a. */
  provokeBody: string | undefined;
  /** How often the step may be sent until the model did what `provoke` names. 1 without `provoke`. */
  attempts: number;
  provoke: Provocation | undefined;
  steer: Steer | undefined;
  /** Hangs up after this many events, as if the connection had been lost. */
  dropAfter: number | undefined;
  /** After each drop the stream is asked for again behind the last event that came, until it ends. */
  resumes: boolean;
  poll: Poll | undefined;
  expect: Expectations;
  place: SourcePlace;
}

export interface Scenario {
  /** `suite/name`. */
  id: string;
  suite: string;
  title: string;
  level: ScenarioLevel;
  /** Short spec references, as rules have them. */
  spec: string[];
  needs: Capability[];
  /** True if a key must be configured; without a key the scenario is n/a. */
  needsKey: boolean;
  /** Only run when one of these dialects is asked for, and only judged by them. Undefined: all. */
  dialects: string[] | undefined;
  tags: string[];
  /** True for scenarios that may upset an endpoint: they run last. */
  upsets: boolean;
  /** Rules whose findings do not count in this scenario. */
  except: { rule: string; why: string }[];
  /** Random values that are new in each run: a name, and how many digits; see `drawVars`. Referenced as `$vars.<name>`. */
  vars: Record<string, { digits: number }>;
  steps: Step[];
  place: SourcePlace;
}
