import { createChecker, type JudgingDialect } from "../checker.ts";
import { brokeOff, type ExchangeEnd, type HeadInfo, type Session } from "../engine/exchange.ts";
import { integerAt, isObject, objectAt, type JsonObject } from "../json/json.ts";
import type { Judgement } from "../result/finding.ts";
import { extract, type Observed } from "../scenario/observed.ts";
import type { TapeExchange } from "../tape/tape.ts";
import type { Failure, Outcome, Transport } from "../transport/types.ts";
import { buildRequest, type BuiltRequest, type Wanted } from "./request.ts";
import { pauseBefore, sleep } from "./retry.ts";
import { openTurns, type Turns } from "./turns.ts";
import type { Endpoint, RunOptions } from "./types.ts";

/** Most events of one answer that are kept for expectations. */
const keptEvents = 50_000;

/** One request and all that came of it, retries included. */
export interface Exchange {
  request: BuiltRequest;
  /** Why no answer came; undefined when one did. */
  failure: Failure | undefined;
  /** What expectations look at; undefined without an answer. */
  observed: Observed | undefined;
  end: ExchangeEnd | undefined;
  /** True when the run's signal ended it. */
  aborted: boolean;
  judgements: Judgement[];
  /** How often it was sent. */
  sent: number;
  /** One line each on why it was sent again. */
  retries: string[];
  durationMs: number;
  events: number;
  bytes: number;
  tape: TapeExchange | undefined;
}

/** Who asks, and who judges what comes back. */
export interface ExchangeOptions {
  step: string;
  /** For the status line. */
  scenario: string;
  dialects: readonly JudgingDialect[];
  session?: Session | undefined;
  /** Hang up after this many events. */
  dropAfter?: number | undefined;
  /** The WebSocket of a turn. */
  connection?: string | undefined;
  /** What goes over the same WebSocket at once, before this one is answered. */
  ahead?: (() => Wanted[]) | undefined;
}

/** Sends requests to the endpoint and judges the answers; counts what a run costs. */
export interface Client {
  exchange(wanted: Wanted, options: ExchangeOptions): Promise<Exchange>;
  /** WebSockets for the turns of one scenario. */
  turns(): Turns;
  /** The request as it would be sent. */
  build(wanted: Wanted): BuiltRequest;
  endpoint: Readonly<Endpoint>;
  /** Waits between two requests; ends early when the run is interrupted. */
  pause(ms: number): Promise<void>;
  /** Sets the model once it is known. */
  useModel(model: string | undefined): void;
  requests(): number;
  tokens(): { input: number; output: number } | undefined;
}

/** A client of one run. */
export function createClient(options: RunOptions, transport: Transport): Client {
  const { signal, timeouts, limits, tool } = options;
  const endpoint: Endpoint = { ...options.endpoint };
  const userAgent = `${tool.name}/${tool.version}`;
  let requests = 0;
  let tokens: { input: number; output: number } | undefined;

  const build = (wanted: Wanted): BuiltRequest => buildRequest(wanted, endpoint, userAgent);

  const addUsage = ({ info }: BuiltRequest, answer: JsonObject | undefined): void => {
    const usage = info.method === "POST" ? objectAt(answer, "usage") : undefined;
    const [input, output] = [integerAt(usage, "input_tokens"), integerAt(usage, "output_tokens")];
    if (input === undefined && output === undefined) return;
    tokens ??= { input: 0, output: 0 };
    tokens.input += Math.max(0, input ?? 0);
    tokens.output += Math.max(0, output ?? 0);
  };

  /** Sends once. With `mayRetry`, an answer that asks for patience is dropped at its head, unread and unjudged. */
  const once = async (
    request: BuiltRequest,
    asked: ExchangeOptions,
    mayRetry: (head: HeadInfo) => boolean,
    fresh: boolean,
  ): Promise<Omit<Exchange, "sent" | "retries"> & { dropped: HeadInfo | undefined }> => {
    const { http, info } = request;
    const { step } = asked;
    const events: JsonObject[] = [];
    const checker = createChecker({
      dialects: asked.dialects,
      exchange: { source: "http", framed: true, request: info, step },
      limits,
      onEvent: ({ payload }) => void (events.length < keptEvents && events.push(payload)),
      ...(options.rules ? { rules: options.rules } : {}),
      ...(asked.session ? { session: asked.session } : {}),
      dropAfter: asked.dropAfter,
    });
    const recorded: Uint8Array[] = [];
    let dropped: HeadInfo | undefined;
    requests += 1;
    const outcome = await transport.send(http, {
      timeouts,
      limits,
      signal,
      fresh,
      ...(options.grace === undefined ? {} : { grace: options.grace }),
      onHead(head) {
        if (mayRetry(head)) {
          dropped = head;
          return "leave";
        }
        checker.open(head);
        return "read";
      },
      onChunk(chunk, at) {
        checker.bytes(chunk, at);
        if (options.record !== undefined) recorded.push(Uint8Array.from(chunk));
        if (checker.dropped) return "drop";
        if (checker.stopped) return "enough";
        if (checker.finished) return "ended";
        return checker.state.terminal ? "ending" : "more";
      },
    });
    if (outcome.kind === "unanswered" || dropped) return { ...unjudged(request, outcome), dropped };
    const { head, end } = outcome;
    const judgements = checker.end(end);
    const { state, body } = checker;
    const value = body?.value;
    // Of a stream that broke off, an early snapshot says nothing about what the model did.
    const latest = brokeOff(end.kind) ? undefined : state.latest?.response;
    const snapshot =
      body?.kind === "response" && isObject(value) ? value : (state.terminal?.response ?? latest);
    addUsage(request, snapshot ?? (isObject(value) ? value : undefined));
    const { status, headers } = head;
    return {
      request,
      failure: undefined,
      observed: extract({ status, headers, events, response: snapshot, body: value }),
      end,
      aborted: outcome.aborted,
      judgements,
      durationMs: outcome.durationMs,
      events: state.events,
      bytes: outcome.bytes,
      tape:
        options.record === undefined
          ? undefined
          : tapeOf(request, head, end, step, recorded, body === undefined),
      dropped: undefined,
    };
  };

  return {
    build,
    turns: () =>
      openTurns({ options, build, onSent: () => void (requests += 1), onAnswer: addUsage }),
    endpoint,
    useModel: (model) => void (endpoint.model = model),
    pause: (ms) => sleep(ms, signal),
    requests: () => requests,
    tokens: () => tokens,
    async exchange(wanted, asked) {
      const request = build(wanted);
      const retries: string[] = [];
      let fresh = false;
      let refreshed = false;
      for (let sent = 1; ; sent++) {
        const left = options.retries - (retries.length - (refreshed ? 1 : 0));
        const patience = (head: HeadInfo | undefined): number | undefined =>
          left > 0 ? pauseBefore(options.retries - left, head, options.retryPause) : undefined;
        const result = await once(
          request,
          asked,
          (head) => isBusy(head) && patience(head) !== undefined,
          fresh,
        );
        const again = (reason: string): void => {
          retries.push(reason);
          options.onProgress?.({ kind: "waiting", scenario: asked.scenario, reason });
        };
        const { dropped, ...exchange } = result;
        // A server may close an idle connection just as we use it: that is nobody's fault, and costs nothing.
        if (exchange.failure?.reused && !refreshed) {
          again("the kept-alive connection had been closed; sent again on a new one");
          refreshed = true;
          fresh = true;
          continue;
        }
        const refused = exchange.failure?.reason === "refused";
        const pause = dropped || refused ? patience(dropped) : undefined;
        if (pause === undefined || signal?.aborted) return { ...exchange, sent, retries };
        again(dropped ? `status ${dropped.status}` : "the connection was refused");
        await sleep(pause, signal);
        if (signal?.aborted) return { ...exchange, aborted: true, sent, retries };
      }
    },
  };
}

/** Answers that ask to come again later. */
const isBusy = ({ status }: HeadInfo): boolean =>
  status === 429 || status === 502 || status === 503 || status === 504;

function unjudged(request: BuiltRequest, outcome: Outcome): Omit<Exchange, "sent" | "retries"> {
  return {
    request,
    failure: outcome.kind === "unanswered" ? outcome.failure : undefined,
    observed: undefined,
    end: undefined,
    aborted: outcome.kind === "unanswered" ? outcome.failure.reason === "aborted" : outcome.aborted,
    judgements: [],
    durationMs: outcome.durationMs,
    events: 0,
    bytes: 0,
    tape: undefined,
  };
}

function tapeOf(
  { info }: BuiltRequest,
  { status, headers }: HeadInfo,
  { kind, detail }: ExchangeEnd,
  step: string,
  chunks: Uint8Array[],
  streamed: boolean,
): TapeExchange {
  const isJson = /json/i.test(headers["content-type"] ?? "");
  return {
    step,
    transport: "http",
    request: { ...info },
    response: { status, headers },
    form: streamed ? "sse" : isJson ? "json" : "text",
    bytes: Buffer.concat(chunks),
    end: detail === undefined ? { kind } : { kind, detail },
  };
}
