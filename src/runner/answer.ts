import { createChecker, type Checker } from "../checker/checker.ts";
import {
  brokeOff,
  endsTurn,
  isBareError,
  responseOf,
  type ExchangeEnd,
  type HeadInfo,
} from "../engine/exchange.ts";
import { integerAt, isObject, jsonIn, stringAt, type JsonObject } from "../json/json.ts";
import { extract } from "../scenario/observed.ts";
import type { TapeExchange } from "../tape/tape.ts";
import { recordMessage } from "../wire/messages.ts";
import type { Message } from "../wire/types.ts";
import {
  startRecording,
  unanswered,
  type ExchangeOptions,
  type Recording,
  type Unretried,
} from "./exchange.ts";
import type { BuiltRequest } from "./request.ts";
import type { RunOptions } from "./types.ts";

/** Most events of one answer that are kept for expectations. */
const keptEvents = 50_000;

/** What a transport says of an answer that is over. */
interface Received {
  end: ExchangeEnd;
  aborted: boolean;
  durationMs: number;
  bytes: number;
}

/** An answer that is judged while it comes in. */
export interface Answer {
  checker: Checker;
  /** Undefined where a run keeps no bytes. */
  recording: Recording | undefined;
  /** Takes in a message of a WebSocket turn. @returns what is still wanted of the turn */
  message(message: Message, at: number): "more" | "ending" | "done" | "enough";
  /** The answer is over. @param head status and headers; of a WebSocket turn, those of the handshake */
  finish(head: HeadInfo, received: Received): Unretried;
}

/** Begins to judge the answer to a request, over HTTP or as a turn of a WebSocket. */
export function startAnswer(
  options: Pick<RunOptions, "limits" | "rules" | "record" | "traces">,
  request: BuiltRequest,
  { step, dialects, session, dropAfter, connection }: ExchangeOptions,
  transport: "http" | "websocket",
): Answer {
  const { limits, rules } = options;
  const framed = transport === "http";
  const events: JsonObject[] = [];
  let failing = false;
  let bare: JsonObject | undefined;
  const checker = createChecker({
    dialects,
    exchange: { source: transport, framed, request: request.info, step, connection },
    limits,
    rules,
    session,
    dropAfter,
    onEvent({ type, payload }) {
      failing ||= type === "error";
      if (events.length < keptEvents) events.push(payload);
    },
  });
  const recording = startRecording(options);
  return {
    checker,
    recording,
    message(message, at) {
      checker.message(message, at);
      recording?.push(Buffer.from(recordMessage(message, at)), at);
      if (checker.excess) return "enough";
      if (checker.turnOver) return "done";
      bare ??= bareErrorIn(message);
      // Whatever its shape, an error ends the turn: only response.failed may follow it.
      return failing || bare ? "ending" : "more";
    },
    finish({ status, headers, at }, { end: received, aborted, durationMs, bytes }) {
      const judgements = checker.end(received);
      const { state, body, ending: end = received } = checker;
      // An `error` message that ends a turn is what an error body is over HTTP.
      const refusal = framed
        ? undefined
        : (events.find(
            (event) => event["type"] === "error" && endsTurn(event, state.created !== undefined),
          ) ?? bare);
      // Of a stream that broke off, an early snapshot says nothing about what the model did.
      const latest = brokeOff(end.kind) ? undefined : state.latest?.response;
      const observed = extract({
        status: framed ? status : refusal ? (integerAt(refusal, "status") ?? 400) : 200,
        headers,
        events,
        response: responseOf(body) ?? state.terminal?.response ?? latest,
        body: refusal ?? body?.value,
      });
      const form = !framed ? "messages" : !body ? "sse" : isJson(headers) ? "json" : "text";
      const tape = recording && {
        step,
        transport,
        connection,
        request: { ...request.info },
        response: at === undefined ? { status, headers } : { status, headers, at: Math.round(at) },
        form: form as TapeExchange["form"],
        bytes: recording.bytes(),
        reads: recording.reads,
        end: end.detail === undefined ? { kind: end.kind } : { kind: end.kind, detail: end.detail },
      };
      return {
        ...unanswered(request, durationMs),
        observed,
        end,
        aborted,
        judgements,
        events: state.events,
        bytes,
        tape,
      };
    },
  };
}

/** The error that a message without a type is. */
function bareErrorIn(message: Message): JsonObject | undefined {
  if (message.kind !== "text" || !message.text.includes('"error"')) return undefined;
  const value = jsonIn(message.text);
  return isObject(value) && stringAt(value, "type") === undefined && isBareError(value)
    ? value
    : undefined;
}

const isJson = (headers: HeadInfo["headers"]): boolean =>
  /json/i.test(headers["content-type"] ?? "");
