import { objectAt, type JsonObject } from "../json/json.ts";
import type { JudgingDialect } from "../engine/engine.ts";
import {
  hasEnded,
  mayHaveLanes,
  responseOf,
  type BodyInfo,
  type ExchangeEnd,
  type ExchangeInfo,
  type HeadInfo,
  type Session,
} from "../engine/exchange.ts";
import type { Rule } from "../engine/rule.ts";
import type { Finding, Judgement } from "../result/finding.ts";
import { snapshotEvents } from "../protocol/events.ts";
import { rules as allRules } from "../rules/index.ts";
import type { StreamState } from "../stream/state.ts";
import { defaultLimits, describeExcess, type Excess, type WireLimits } from "../wire/limits.ts";
import { createMessageReader, type MessageReader } from "../wire/messages.ts";
import type { Message, WireEvent, WireSink } from "../wire/types.ts";
import { bodyKindOf } from "./body-kind.ts";
import { createBodyReader, readBody, type CheckedForm } from "./form.ts";
import { laneStreams, oneStream, type Streams } from "./lanes.ts";
import { remember } from "./memory.ts";
import { openStream } from "./stream.ts";
import { lanesOf, noteResponse, noteTurn } from "./turns.ts";

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
  /** The newest response to what was asked for. */
  readonly state: Readonly<StreamState>;
  /** How many events came. */
  readonly events: number;
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

/**
 * Makes the checker of one exchange.
 * @returns a checker whose methods are called in the order of the exchange: `open`, then `bytes` or `message`, then `end`
 * @throws RuleCrash (from any of them) when a rule fails: a bug in this package
 */
export function createChecker(options: CheckerOptions): Checker {
  const { exchange, session, dropAfter, onEvent, onFinding } = options;
  const { dialects, rules = allRules, limits = defaultLimits } = options;
  const overSocket = exchange.source === "websocket";
  const views = viewsOf(dialects, exchange).map((view, number) => {
    const ids = view.lanes ? lanesOf(session, exchange) : undefined;
    const open = (info: ExchangeInfo, offline: boolean): ReturnType<typeof openStream> =>
      openStream({
        exchange: info,
        offline,
        lanes: ids,
        dialects: view.dialects,
        rules,
        session,
        // What later exchanges are compared with is the same in all views.
        remembers: session !== undefined && number === 0,
        onFinding,
      });
    return ids ? laneStreams(exchange, open, ids) : oneStream(exchange, open);
  });
  const [first] = views as [Streams, ...Streams[]];
  let count = 0;
  let head: HeadInfo | undefined;
  let messages: MessageReader | undefined;
  let body: BodyInfo | undefined;
  let excess: Excess | undefined;
  let ending: ExchangeEnd | undefined;
  let done = false;

  const isDropped = (): boolean => dropAfter !== undefined && count >= dropAfter;
  const sink: WireSink = {
    event(event) {
      if (isDropped()) return;
      for (const streams of views) streams.event(event);
      count += 1;
      if (overSocket && session && snapshotEvents.has(event.type))
        noteResponse(session, exchange, objectAt(event.payload, "response"));
      onEvent?.(event);
    },
    fact(fact) {
      if (isDropped()) return;
      if (fact.kind === "done") done = true;
      if (fact.kind === "too-large") excess = fact;
      for (const { main } of views) main.judge().fact(fact);
    },
  };
  const contentType = (): string | undefined => head?.headers["content-type"];
  const reader = createBodyReader(sink, limits, options.form, contentType);

  const judgeBody = (read: BodyInfo): void => {
    for (const { main } of views) {
      main.judge().body(read);
      const value = responseOf(read);
      if (!value || isErrorBody(value)) continue;
      const terminal = hasEnded(value);
      main.judge().snapshot({ response: value, pointer: "", event: undefined, terminal });
    }
  };

  return {
    open(info) {
      head = info;
      // The answer to a handshake is none to the turn.
      if (!overSocket) for (const { main } of views) main.judge().open(info);
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
      const judgements = views.flatMap((streams) => streams.end(end));
      if (session)
        for (const stream of first.all) {
          if (overSocket) noteTurn(session, stream);
          remember(session, { ...stream, events: stream.events, body });
        }
      return inOrder(end.kind === "limit" ? judgements.map(ofPart) : judgements, dialects);
    },
    get state() {
      return first.main.state;
    },
    get events() {
      return count;
    },
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
      return first.over;
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

/** Dialects that read the same events alike. */
interface View {
  dialects: readonly JudgingDialect[];
  /** A WebSocket may carry several responses at once. */
  lanes: boolean;
}

/** Where no dialect judges, as for a probe, everything that a server may do is understood. */
function viewsOf(dialects: readonly JudgingDialect[], exchange: ExchangeInfo): View[] {
  const overSocket = mayHaveLanes(exchange);
  const apart = dialects.filter(({ dialect }) => overSocket && dialect.facts.lanes);
  const alike = dialects.filter((one) => !apart.includes(one));
  const views = [
    { dialects: apart, lanes: true },
    { dialects: alike, lanes: false },
  ].filter((view) => view.dialects.length > 0);
  return views.length > 0 ? views : [{ dialects, lanes: overSocket }];
}

/** Judgements in the order of the dialects. */
const inOrder = (judgements: Judgement[], dialects: readonly JudgingDialect[]): Judgement[] =>
  dialects.flatMap(({ dialect }) => judgements.find((one) => one.dialect === dialect.name) ?? []);

/** An error where a response should be: that is one mistake, and it has no snapshot. */
const isErrorBody = (value: JsonObject): boolean =>
  (value["error"] ?? null) !== null && value["object"] !== "response";
