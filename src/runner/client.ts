import { gaveUp, type HeadInfo } from "../engine/exchange.ts";
import { integerAt, objectAt } from "../json/json.ts";
import { isWorthRetrying } from "../protocol/http-statuses.ts";
import { isLate, type Timeouts, type Transport } from "../transport/types.ts";
import { startAnswer } from "./answer.ts";
import {
  tapeWithoutTurn,
  unanswered,
  type Exchange,
  type ExchangeOptions,
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
  /** Milliseconds that background work may take. */
  backgroundLimit: number;
  /** What the config declares: nothing is sent for a capability that it declares as not offered. */
  declared: RunOptions["capabilities"];
  /**
   * If an answer was given up, the endpoint may still be at work on it: sends this request, and waits until it is answered.
   * An endpoint that does not answer it in time is not waited for again.
   */
  calm(wanted: Wanted): Promise<void>;
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
  let abandoned = false;
  let calmed = true;
  let tokens: { input: number; output: number } | undefined;

  const onSent = (): void => void (requests += 1);

  const build = (wanted: Wanted): BuiltRequest => buildRequest(wanted, endpoint, userAgent);

  const addUsage = ({ request, observed }: Unretried): void => {
    const answer = observed?.response ?? observed?.body;
    const usage = request.info.method === "POST" ? objectAt(answer, "usage") : undefined;
    const [input, output] = [integerAt(usage, "input_tokens"), integerAt(usage, "output_tokens")];
    if (input === undefined && output === undefined) return;
    tokens ??= { input: 0, output: 0 };
    tokens.input += Math.max(0, input ?? 0);
    tokens.output += Math.max(0, output ?? 0);
  };

  /** Notes whether the answer was given up. */
  const noting = <T extends Unretried>(exchange: T): T => {
    const { failure, end } = exchange;
    abandoned ||= isLate(failure?.reason) || (end !== undefined && gaveUp(end.kind));
    return exchange;
  };

  /** Sends once. With `mayRetry`, an answer that asks for patience is dropped at its head, unread and unjudged. */
  const once = async (
    request: BuiltRequest,
    asked: ExchangeOptions,
    mayRetry: (head: HeadInfo) => boolean,
    fresh: boolean,
    waiting: Timeouts = timeouts,
  ): Promise<Unretried & { dropped: HeadInfo | undefined }> => {
    const { checker, recording, finish } = startAnswer(options, request, asked, "http");
    let dropped: HeadInfo | undefined;
    requests += 1;
    const outcome = await transport.send(request.http, {
      timeouts: waiting,
      limits,
      signal,
      fresh,
      now: options.now,
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
        if (checker.excess) return "enough";
        if (checker.finished) return "ended";
        return checker.state.terminal ? "ending" : "more";
      },
    });
    const { durationMs } = outcome;
    if (outcome.kind === "unanswered") {
      const { failure } = outcome;
      const tape = recording && tapeWithoutTurn(request, asked, "http", failure);
      return { ...unanswered(request, durationMs, failure), tape, dropped };
    }
    if (dropped) return { ...unanswered(request, durationMs), aborted: outcome.aborted, dropped };
    const exchange = finish(outcome.head, outcome);
    addUsage(exchange);
    return { ...exchange, dropped };
  };

  return {
    build,
    turns() {
      const turns = openTurns({ options, build, onSent, onAnswer: addUsage });
      return { ...turns, exchange: async (...asked) => noting(await turns.exchange(...asked)) };
    },
    endpoint,
    backgroundLimit: timeouts.background ?? 60_000,
    declared: options.capabilities,
    useModel: (model) => void (endpoint.model = model),
    pause: (ms) => sleep(ms, signal),
    async calm(wanted) {
      if (!abandoned || !calmed) return;
      const patience = Math.min(timeouts.total, 4 * Math.max(timeouts.headers, timeouts.idle));
      const patient = { ...timeouts, headers: patience, idle: patience, total: patience };
      const asked = { step: "calm", scenario: "calm", dialects: [] };
      const answer = await once(build(wanted), asked, () => false, false, patient);
      abandoned = false;
      calmed = !noting(answer).aborted && !abandoned;
    },
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
          again("the server had closed the kept-alive connection; sent again on a new one");
          refreshed = true;
          fresh = true;
          continue;
        }
        const refused = exchange.failure?.reason === "refused";
        const pause = dropped || refused ? patience(dropped) : undefined;
        if (pause === undefined || signal?.aborted) return noting({ ...exchange, sent, retries });
        again(dropped ? `status ${dropped.status}` : "the endpoint refused the connection");
        await sleep(pause, signal);
        if (signal?.aborted) return { ...exchange, aborted: true, sent, retries };
      }
    },
  };
}
