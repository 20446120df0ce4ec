import { objectAt, type JsonObject } from "../json/json.ts";
import { createJudge, type Judge, type JudgingDialect } from "../engine/engine.ts";
import {
  endsTurn,
  hasEnded,
  responseOf,
  type BodyInfo,
  type ExchangeEnd,
  type ExchangeInfo,
  type HeadInfo,
  type Session,
  type Snapshot,
} from "../engine/exchange.ts";
import { ownership } from "../engine/owned.ts";
import type { Rule } from "../engine/rule.ts";
import type { Finding, Judgement } from "../result/finding.ts";
import { snapshotEvents, terminalEvents } from "../protocol/events.ts";
import { rules as allRules } from "../rules/index.ts";
import { applyEvent } from "../stream/apply.ts";
import { createStreamState, type StreamState } from "../stream/state.ts";
import { defaultLimits, describeExcess, type Excess, type WireLimits } from "../wire/limits.ts";
import { createMessageReader, type MessageReader } from "../wire/messages.ts";
import type { Message, WireEvent, WireSink } from "../wire/types.ts";
import { bodyKindOf } from "./body-kind.ts";
import { createBodyReader, readBody, type CheckedForm } from "./form.ts";
import { remember } from "./memory.ts";
import { noteResponse, noteTurn } from "./turns.ts";

export type { JudgingDialect } from "../engine/engine.ts";
export type { CheckedForm } from "./form.ts";

export interface CheckerOptions {
  /** All of them judge the same traffic. */
  dialects: readonly JudgingDialect[];
  exchange: ExchangeInfo;
  /** Rules to judge with; all of them when left out. */
  rules?: readonly Rule[] | undefined;
  /** What earlier exchanges of the scenario left behind; the checker adds to it at the end. */
  session?: Session | undefined;
  limits?: WireLimits | undefined;
  /** Form of the body where it is known beforehand; else the headers and the first bytes show it. */
  form?: CheckedForm | undefined;
  /** Number of events after which the reader hangs up: what follows them was never received. */
  dropAfter?: number | undefined;
  /** Called for each event, after it was judged. */
  onEvent?: ((event: WireEvent) => void) | undefined;
  /** Called for each finding as it is made, not for its repeats. Another finding may still explain it later. */
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
  /** The body of an answer that is not an event stream, after `end`. Without a value if it was not read to its end. */
  readonly body: BodyInfo | undefined;
  /** How it ended, after `end`. If it is larger than a limit of ours, that is `limit`, and the detail says what to do. */
  readonly ending: ExchangeEnd | undefined;
  /** What was larger than a limit of ours: further bytes are ignored. */
  readonly excess: Excess | undefined;
  /** True once `[DONE]` was read, or a terminal event where nothing else can follow. */
  readonly finished: boolean;
  /** True once the last event before the reader hangs up was read. */
  readonly dropped: boolean;
  /** True once a WebSocket turn was answered to its end, or refused. */
  readonly turnOver: boolean;
}

/** A rule owns its violations even if it is not selected. */
const isOwned = ownership(allRules);

/** Most events of one response that are kept for comparing a later replay with it. */
const rememberedEvents = 20_000;

/**
 * Makes the checker of one exchange.
 * @returns a checker whose methods are called in the order of the exchange: `open`, then `bytes` or `message`, then `end`
 * @throws RuleCrash (from any of them) when a rule fails: a bug in this package
 */
export function createChecker(options: CheckerOptions): Checker {
  const { exchange, session, dropAfter, onEvent, onFinding } = options;
  const { dialects, rules = allRules, limits = defaultLimits } = options;
  const resumed = exchange.request?.query["starting_after"] !== undefined;
  const state = createStreamState({ resumed, offline: exchange.request === undefined });
  // The observers of all rules are made when the answer comes and dropped when it is over. A run waits for many answers
  // at a time: what they hold while nothing happens, the collector of garbage would copy over and over.
  let judge: Judge | undefined;
  const judging = (): Judge =>
    (judge ??= createJudge({ rules, dialects, state, exchange, session, isOwned, onFinding }));
  const overSocket = exchange.source === "websocket";
  const events: WireEvent[] = [];
  let remembering = session !== undefined;
  let head: HeadInfo | undefined;
  let messages: MessageReader | undefined;
  let refused = false;
  let body: BodyInfo | undefined;
  let excess: Excess | undefined;
  let ending: ExchangeEnd | undefined;
  let done = false;

  const isDropped = (): boolean => dropAfter !== undefined && state.events >= dropAfter;
  const sink: WireSink = {
    event(event) {
      if (isDropped()) return;
      const response = snapshotEvents.has(event.type)
        ? objectAt(event.payload, "response")
        : undefined;
      if (event.type === "error") refused ||= endsTurn(event.payload, state.created !== undefined);
      judging().event(event, response && snapshotIn(event, response));
      if (overSocket && session && response) noteResponse(session, exchange, response);
      applyEvent(state, event);
      if (remembering && events.length < rememberedEvents) events.push(event);
      else remembering = false;
      onEvent?.(event);
    },
    fact(fact) {
      if (isDropped()) return;
      if (fact.kind === "done") done = true;
      if (fact.kind === "too-large") excess = fact;
      judging().fact(fact);
    },
  };
  const contentType = (): string | undefined => head?.headers["content-type"];
  const reader = createBodyReader(sink, limits, options.form, contentType);

  const judgeBody = (read: BodyInfo): void => {
    judging().body(read);
    const value = responseOf(read);
    if (!value || isErrorBody(value)) return;
    judging().snapshot({
      response: value,
      pointer: "",
      event: undefined,
      terminal: hasEnded(value),
    });
  };

  return {
    open(info) {
      head = info;
      // The answer to a handshake is none to the turn.
      if (!overSocket) judging().open(info);
    },
    bytes: (chunk, at) => reader.push(chunk, at),
    message(message, at) {
      messages ??= createMessageReader(sink, limits);
      messages.push(message, at);
    },
    end(info = {}) {
      reader.end();
      const end: ExchangeEnd = { kind: "closed", detail: undefined, silentMs: undefined, ...info };
      if (excess) Object.assign(end, { kind: "limit", detail: describeExcess(excess) });
      ending = end;
      if (!reader.streamed && !messages && !overSocket) {
        if (stoppedByUs(end)) body = unreadBody;
        else {
          body = readBody(reader.text(), (value) => bodyKindOf(exchange.request, head, value));
          judgeBody(body);
        }
      }
      if (end.kind !== "closed" && end.kind !== "left" && !state.terminal) state.failing = true;
      let judgements = judging().end(end);
      if (end.kind === "limit") judgements = judgements.map(ofPart);
      judge = undefined;
      if (session && overSocket) noteTurn(session, exchange, state, refused);
      if (session)
        remember(session, { exchange, state, body, events: remembering ? events : undefined });
      return judgements;
    },
    state,
    get body() {
      return body;
    },
    get ending() {
      return ending;
    },
    get excess() {
      return excess;
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
  };
}

/** True if the rest of a body was not read because of a limit of ours: then it cannot be judged. */
const stoppedByUs = ({ kind }: ExchangeEnd): boolean => kind === "limit" || kind === "total";

/** A judgement on a part of an answer: it can show a violation, but not that the answer conforms. */
const ofPart = ({ exercised, ...judgement }: Judgement): Judgement => {
  const broken = judgement.findings.filter(({ level }) => level === "must");
  const shown = broken.map(({ rule }) => [rule, exercised[rule] ?? 1] as const);
  return { ...judgement, exercised: Object.fromEntries(shown) };
};

const unreadBody: BodyInfo = { text: "", value: undefined, error: undefined, kind: undefined };

const snapshotIn = (event: WireEvent, response: JsonObject): Snapshot => ({
  response,
  pointer: "/response",
  event,
  terminal: terminalEvents.has(event.type),
});

/** An error where a response should be: that is one mistake, and it has no snapshot. */
const isErrorBody = (value: JsonObject): boolean =>
  (value["error"] ?? null) !== null && value["object"] !== "response";
