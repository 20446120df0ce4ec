import { createChecker } from "../checker/checker.ts";
import { brokeOff, type ExchangeEnd, type HeadInfo } from "../engine/exchange.ts";
import { integerAt, isObject, objectAt, type JsonObject } from "../json/json.ts";
import { isWorthRetrying } from "../protocol/http-statuses.ts";
import { extract } from "../scenario/observed.ts";
import type { Outcome, Transport } from "../transport/types.ts";
import {
  keptEvents,
  startRecording,
  tapeEnd,
  unanswered,
  type Exchange,
  type ExchangeOptions,
  type Recorded,
  type Recording,
  type Unretried,
} from "./exchange.ts";
import { buildRequest, type BuiltRequest, type Wanted } from "./request.ts";
import { pauseBefore, sleep } from "./retry.ts";
import { openTurns, type Turns } from "./turns.ts";
import type { Endpoint, RunOptions } from "./types.ts";

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
  ): Promise<Unretried & { dropped: HeadInfo | undefined }> => {
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
    const recording = startRecording(options);
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
        recording?.push(Uint8Array.from(chunk), at);
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
      tape: recording && tapeOf(request, head, end, step, recording, body === undefined),
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
          (head) => isWorthRetrying(head.status) && patience(head) !== undefined,
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

/** An exchange without an answer, or whose answer was dropped at its head. */
function unjudged(request: BuiltRequest, outcome: Outcome): Unretried {
  const bare = unanswered(request, outcome.durationMs);
  return outcome.kind === "unanswered"
    ? { ...bare, failure: outcome.failure, aborted: outcome.failure.reason === "aborted" }
    : { ...bare, aborted: outcome.aborted };
}

function tapeOf(
  { info }: BuiltRequest,
  { status, headers }: HeadInfo,
  end: ExchangeEnd,
  step: string,
  recording: Recording,
  streamed: boolean,
): Recorded {
  const isJson = /json/i.test(headers["content-type"] ?? "");
  return {
    step,
    transport: "http",
    request: { ...info },
    response: { status, headers },
    form: streamed ? "sse" : isJson ? "json" : "text",
    bytes: recording.bytes(),
    reads: recording.reads,
    end: tapeEnd(end),
  };
}
