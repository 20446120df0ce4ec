import type { JudgingDialect } from "../checker/checker.ts";
import type { ExchangeEnd, Session } from "../engine/exchange.ts";
import type { Judgement } from "../result/finding.ts";
import type { Observed } from "../scenario/observed.ts";
import type { Read, TapeEnd, TapeExchange } from "../tape/tape.ts";
import type { RunOptions } from "./types.ts";
import { isLate, type Failure } from "../transport/types.ts";
import type { BuiltRequest, Wanted } from "./request.ts";

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
  /** What went over the wire; undefined where nobody asks for it. */
  tape: Recorded | undefined;
}

/** A recorded exchange with when its bytes came. */
export interface Recorded extends TapeExchange {
  reads: readonly Read[];
}

/** Most bytes of an answer that are kept where only traces are made of them; a recording is whole. */
const tracedBytes = 32 * 2 ** 20;

/** Keeps what comes, for tapes and traces. */
export interface Recording {
  push(bytes: Uint8Array, at: number): void;
  bytes(): Uint8Array;
  reads: readonly Read[];
}

/** Undefined where a run keeps neither. The bytes must stay as they are: memory that is used again is to be copied before. */
export function startRecording({
  record,
  traces,
}: Pick<RunOptions, "record" | "traces">): Recording | undefined {
  if (record === undefined && traces !== true) return undefined;
  const most = record === undefined ? tracedBytes : Number.POSITIVE_INFINITY;
  const pieces: Uint8Array[] = [];
  const reads: Read[] = [];
  let length = 0;
  return {
    push(bytes, at) {
      if (length > most) return;
      length += bytes.length;
      if (length > most) return;
      pieces.push(bytes);
      reads.push({ length: bytes.length, at });
    },
    bytes: () => Buffer.concat(pieces),
    reads,
  };
}

/** The step and scenario of a request, and the dialects that judge the answer. */
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

/** The outcome of sending a request once. */
export type Unretried = Omit<Exchange, "sent" | "retries">;

/** How the tape of a request ends that got no answer. What never reached the endpoint has none. */
function endOf({ reason, message: detail }: Failure): TapeEnd | undefined {
  if (isLate(reason)) return { kind: "idle", detail };
  if (reason === "headers-too-large") return { kind: "limit", detail };
  return reason === "closed" || reason === "not-http" ? { kind: "cut", detail } : undefined;
}

/** The tape of a request that got no answer, or of a handshake that was answered without a WebSocket. */
export function tapeWithoutTurn(
  { info: request }: BuiltRequest,
  { step, connection }: Pick<ExchangeOptions, "step" | "connection">,
  transport: TapeExchange["transport"],
  outcome: Failure | Pick<TapeExchange, "response" | "form" | "bytes">,
): Recorded | undefined {
  const failed = "reason" in outcome;
  const end: TapeEnd | undefined = failed ? endOf(outcome) : { kind: "closed" };
  if (!end) return undefined;
  const none = { response: undefined, form: "text", bytes: new Uint8Array() } as const;
  const answer = failed ? none : outcome;
  return { step, transport, connection, request: { ...request }, ...answer, reads: [], end };
}

/** An exchange of which nothing came. @param failure why, if it is known */
export const unanswered = (
  request: BuiltRequest,
  durationMs: number,
  failure?: Failure,
): Unretried => ({
  request,
  failure,
  observed: undefined,
  end: undefined,
  aborted: failure?.reason === "aborted",
  judgements: [],
  durationMs,
  events: 0,
  bytes: 0,
  tape: undefined,
});
