import {
  isObject,
  integerAt,
  objectAt,
  parseJson,
  stringAt,
  type JsonObject,
} from "./json/json.ts";
import { createJudge, type JudgingDialect } from "./engine/engine.ts";
import {
  endsTurn,
  hasEnded,
  idOf,
  type BodyInfo,
  type BodyKind,
  type ConnectionState,
  type ExchangeEnd,
  type ExchangeInfo,
  type HeadInfo,
  type Session,
  type Snapshot,
} from "./engine/exchange.ts";
import { follow } from "./engine/memory.ts";
import type { Rule } from "./engine/rule.ts";
import type { Finding, Judgement } from "./result/finding.ts";
import { rules as allRules } from "./rules/index.ts";
import { applyEvent } from "./stream/apply.ts";
import {
  createStreamState,
  snapshotEvents,
  terminalEvents,
  type StreamState,
} from "./stream/state.ts";
import { createJsonlReader } from "./wire/jsonl.ts";
import { createMessageReader, createRecordingReader, type MessageReader } from "./wire/messages.ts";
import { createSseReader, type WireReader } from "./wire/sse.ts";
import {
  defaultLimits,
  type FramingFact,
  type Message,
  type WireEvent,
  type WireLimits,
  type WireSink,
} from "./wire/types.ts";

export type { JudgingDialect } from "./engine/engine.ts";

/** Form of a body; `messages` is a recording of WebSocket messages. */
export type CheckedForm = "sse" | "jsonl" | "json" | "messages";

export interface CheckerOptions {
  /** All of them judge the same traffic. */
  dialects: readonly JudgingDialect[];
  exchange: ExchangeInfo;
  /** Rules to judge with; all of them when left out. */
  rules?: readonly Rule[];
  /** What earlier exchanges of the scenario left behind; the checker adds to it at the end. */
  session?: Session;
  limits?: WireLimits;
  /** Form of the body where it is known beforehand; else it is told from the headers and the first bytes. */
  form?: CheckedForm;
  /** Number of events after which the reader hangs up: what comes behind them was never heard. */
  dropAfter?: number | undefined;
  /** Called for each event, after it was judged. */
  onEvent?: (event: WireEvent) => void;
  /** Called for each finding as it is made, not for its repeats. It may still come to stand under another one. */
  onFinding?: ((dialect: string, finding: Finding) => void) | undefined;
}

/** The one door to judging: bytes or messages of one exchange go in, a judgement per dialect comes out. */
export interface Checker {
  open(head: HeadInfo): void;
  /** The next bytes of the body. `at`: milliseconds since the request was sent. */
  bytes(chunk: Uint8Array, at?: number): void;
  /** A WebSocket message. */
  message(message: Message, at?: number): void;
  end(end?: Partial<ExchangeEnd>): Judgement[];
  readonly state: Readonly<StreamState>;
  /** The body of an answer that was no event stream, after `end`. */
  readonly body: BodyInfo | undefined;
  /** True once `[DONE]` was read, or a terminal event where nothing else can follow. */
  readonly finished: boolean;
  /** True once the last event before the reader hangs up was read. */
  readonly dropped: boolean;
  /** True once a WebSocket turn was answered to its end, or refused. */
  readonly turnOver: boolean;
  /** True once a limit was passed: reading on is of no use. */
  readonly stopped: boolean;
}

/** Most events of one response that are kept for comparing a later replay with it. */
const rememberedEvents = 20_000;

export function createChecker(options: CheckerOptions): Checker {
  const { exchange, session, limits = defaultLimits } = options;
  const resumed = exchange.request?.query["starting_after"] !== undefined;
  const state = createStreamState({ resumed, offline: exchange.request === undefined });
  const { dialects, rules = allRules, onFinding } = options;
  const judge = createJudge({ rules, dialects, state, exchange, session, onFinding });
  const events: WireEvent[] = [];
  let remembering = session !== undefined;
  let head: HeadInfo | undefined;
  let reader: WireReader | undefined;
  let messages: MessageReader | undefined;
  let refused = false;
  let body: BodyInfo | undefined;
  let held: Uint8Array[] = [];
  let heldLength = 0;
  let done = false;
  let overflow = false;

  const isDropped = (): boolean =>
    options.dropAfter !== undefined && state.events >= options.dropAfter;
  const sink: WireSink = {
    event(event) {
      if (isDropped()) return;
      const response = snapshotEvents.has(event.type)
        ? objectAt(event.payload, "response")
        : undefined;
      const snapshot: Snapshot | undefined = response && {
        response,
        pointer: "/response",
        event,
        terminal: terminalEvents.has(event.type),
      };
      if (event.type === "error") refused ||= endsTurn(event.payload, state.created !== undefined);
      judge.event(event, snapshot);
      if (exchange.source === "websocket") see(session, exchange, stringAt(response, "id"));
      applyEvent(state, event);
      if (remembering && events.length < rememberedEvents) events.push(event);
      else remembering = false;
      options.onEvent?.(event);
    },
    fact(fact: FramingFact) {
      if (isDropped()) return;
      if (fact.kind === "done") done = true;
      judge.fact(fact);
    },
  };

  /** Chooses the reader, once enough is known. JSON bodies are held back whole. */
  const choose = (form: CheckedForm): void => {
    if (form === "sse") reader = createSseReader(sink, limits);
    else if (form === "jsonl") reader = createJsonlReader(sink, limits);
    else if (form === "messages") reader = createRecordingReader(sink, limits);
    if (!reader) return;
    for (const chunk of held) reader.push(chunk);
    held = [];
    heldLength = 0;
  };
  if (options.form) choose(options.form);

  const sniff = (): void => {
    const type = head?.headers["content-type"] ?? "";
    if (/^\s*text\/event-stream/i.test(type)) return choose("sse");
    // A stream under a wrong content type is still a stream; that the header is wrong is for a rule to say.
    const start = Buffer.concat(held)
      .subarray(0, 64)
      .toString("utf8")
      .replace(/^\uFEFF?\s*/, "");
    if (/^(event|data|id|retry)?:/.test(start)) choose("sse");
  };

  return {
    open(info) {
      head = info;
      // The answer to a handshake is none to the turn.
      if (exchange.source !== "websocket") judge.open(info);
    },
    bytes(chunk, at) {
      if (reader) return reader.push(chunk, at);
      if (overflow) return;
      held.push(chunk);
      heldLength += chunk.length;
      if (options.form !== "json" && heldLength - chunk.length < 64) sniff();
      overflow = !reader && heldLength > limits.eventBytes;
    },
    message(message, at) {
      messages ??= createMessageReader(sink, limits);
      messages.push(message, at);
    },
    end(info = {}) {
      reader?.end();
      const streamed =
        reader !== undefined ||
        messages !== undefined ||
        exchange.source === "websocket" ||
        streamExpected(head);
      if (!streamed) {
        body = readBody(Buffer.concat(held).toString("utf8"), exchange, head);
        judge.body(body);
        if (body.kind === "response" && isObject(body.value) && !isErrorBody(body.value)) {
          const terminal = hasEnded(body.value);
          const snapshot: Snapshot = {
            response: body.value,
            pointer: "",
            event: undefined,
            terminal,
          };
          judge.snapshot(snapshot);
        }
      }
      const end: ExchangeEnd = { kind: "closed", detail: undefined, silentMs: undefined, ...info };
      if (end.kind !== "closed" && end.kind !== "left" && !state.terminal) state.failing = true;
      const judgements = judge.end(end);
      if (session && exchange.source === "websocket") settleTurn(session, exchange, state, refused);
      if (session) remember(session, exchange, state, body, remembering ? events : undefined);
      return judgements;
    },
    state,
    get body() {
      return body;
    },
    get finished() {
      return done;
    },
    get dropped() {
      return isDropped();
    },
    get turnOver() {
      return state.terminal !== undefined || refused;
    },
    get stopped() {
      return overflow || (reader?.stopped ?? messages?.stopped ?? false);
    },
  };
}

const streamExpected = (head: HeadInfo | undefined): boolean =>
  /^\s*text\/event-stream/i.test(head?.headers["content-type"] ?? "");

function readBody(text: string, exchange: ExchangeInfo, head: HeadInfo | undefined): BodyInfo {
  const parsed = parseJson(text);
  const value = "value" in parsed ? parsed.value : undefined;
  const error = "error" in parsed ? parsed.error : undefined;
  return { text, value, error, kind: bodyKind(exchange, head, value) };
}

function bodyKind(
  exchange: ExchangeInfo,
  head: HeadInfo | undefined,
  value: unknown,
): BodyKind | undefined {
  if (head && head.status >= 400) return "error";
  if (head && head.status >= 300) return undefined;
  const { method, path } = exchange.request ?? { method: undefined, path: undefined };
  if (method === "DELETE") return "deleted";
  if (path?.endsWith("/input_items")) return "input_items";
  if (path?.endsWith("/input_tokens")) return "input_tokens";
  if (path?.endsWith("/compact")) return "compaction";
  if (path !== undefined && /^\/responses(\/[^/]+(\/cancel)?)?$/.test(path)) return "response";
  const named = isObject(value) ? stringAt(value, "object") : undefined;
  if (named === "response") return "response";
  // The answer to an unknown request is the one that is mostly asked for, unless it says that it is something else.
  return head && !exchange.request && named === undefined ? "response" : undefined;
}

/** An error where a response should be: that is one mistake, and it has no snapshot. */
const isErrorBody = (value: JsonObject): boolean =>
  (value["error"] ?? null) !== null && value["object"] !== "response";

/** What is known of the WebSocket that an exchange went over. */
function connectionOf(session: Session, { connection = "" }: ExchangeInfo): ConnectionState {
  const known = session.connections.get(connection);
  const state = known ?? { seen: new Set(), recent: undefined, evicted: new Set() };
  session.connections.set(connection, state);
  return state;
}

function see(session: Session | undefined, exchange: ExchangeInfo, id: string | undefined): void {
  if (session && id !== undefined) connectionOf(session, exchange).seen.add(id);
}

/** What a turn leaves behind on its connection: its response, or that going on from another one failed. */
function settleTurn(
  session: Session,
  exchange: ExchangeInfo,
  { terminal }: StreamState,
  refused: boolean,
): void {
  const connection = connectionOf(session, exchange);
  const previous = stringAt(exchange.request?.body, "previous_response_id");
  if (refused && previous !== undefined) connection.evicted.add(previous);
  if (terminal) connection.recent = stringAt(terminal.response, "id");
}

/** Keeps what later exchanges of the scenario are compared with. */
function remember(
  session: Session,
  exchange: ExchangeInfo,
  state: StreamState,
  body: BodyInfo | undefined,
  events: WireEvent[] | undefined,
): void {
  const { request } = exchange;
  if (!request) return;
  const deleted =
    request.method === "DELETE" &&
    body?.kind === "deleted" &&
    /^\/responses\/([^/]+)$/.exec(request.path);
  if (deleted) {
    const known = session.responses.get(idOf(deleted[1]));
    if (known) known.deleted = true;
    return;
  }
  const cancel = request.method === "POST" && /^\/responses\/([^/]+)\/cancel$/.exec(request.path);
  if (cancel && body?.kind === "response") session.cancelled.add(idOf(cancel[1]));
  const later = /^\/responses\/([^/]+)(\/cancel)?$/.exec(request.path);
  const known = later && session.responses.get(idOf(later[1]));
  if (known) {
    const told = body?.kind === "response" && isObject(body.value) ? body.value : undefined;
    follow(known, told ?? state.latest?.response, events ?? [], state.terminal !== undefined);
  }
  if (request.method !== "POST" || request.path !== "/responses") return;
  const response =
    state.terminal?.response ??
    state.latest?.response ??
    (body?.kind === "response" && isObject(body.value) ? body.value : undefined);
  const id = stringAt(response, "id");
  if (!response || id === undefined) return;
  const step = exchange.step;
  session.responses.set(id, {
    step,
    request,
    response: state.terminal || body ? response : undefined,
    events: state.events > 0 ? events : undefined,
    whole: state.terminal !== undefined && events !== undefined,
    latest: response,
    deleted: false,
  });
  const name = step ?? `response ${integerAt(response, "created_at") ?? ""}`;
  session.ids.set(id, [...(session.ids.get(id) ?? []), name]);
}
