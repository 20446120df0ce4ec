import { createChecker } from "../checker/checker.ts";
import { brokeOff, endsTurn, type HeadInfo } from "../engine/exchange.ts";
import { integerAt, isObject, parseJson, type JsonObject } from "../json/json.ts";
import { extract } from "../scenario/observed.ts";
import { openWebSocket, type Connection, type TurnOutcome } from "../transport/websocket.ts";
import { recordMessage } from "../wire/messages.ts";
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
import type { BuiltRequest, Wanted } from "./request.ts";
import type { RunOptions } from "./types.ts";

/** The WebSockets of one scenario, opened as its turns need them. */
export interface Turns {
  /** Sends a message and judges what follows it. What is wanted names its connection. */
  exchange(wanted: Wanted, asked: ExchangeOptions): Promise<Exchange>;
  close(): Promise<void>;
}

/** What turns share with all other exchanges of a run. */
export interface TurnsKit {
  options: RunOptions;
  build(wanted: Wanted): BuiltRequest;
  /** Told of each message that is sent. */
  onSent(): void;
  /** Told of each answer that may have cost tokens. */
  onAnswer(request: BuiltRequest, response: JsonObject | undefined): void;
}

/** One open connection, and how many messages went ahead of the turns that they belong to. */
interface Line {
  connection: Connection;
  ahead: number;
}

export function openTurns({ options, build, onSent, onAnswer }: TurnsKit): Turns {
  const { timeouts, limits, signal } = options;
  const lines = new Map<string, Line>();

  /** The connection of a turn, or the exchange that its handshake came to. */
  const connect = async (name: string, request: BuiltRequest): Promise<Line | Unretried> => {
    const before = lines.get(name);
    if (before) return before;
    const { url, headers } = request.http;
    const opening = await openWebSocket(url, headers, { timeouts, limits, signal });
    if (opening.kind !== "open") {
      onSent();
      return opening.kind === "refused"
        ? refused(request, opening)
        : {
            ...unanswered(request, opening.durationMs),
            failure: opening.failure,
            aborted: opening.failure.reason === "aborted",
          };
    }
    const line = { connection: opening.connection, ahead: 0 };
    lines.set(name, line);
    return line;
  };
  const send = ({ connection }: Line, request: BuiltRequest): void => {
    onSent();
    connection.send(request.http.body ?? "");
  };

  const turn = async (
    line: Line,
    request: BuiltRequest,
    asked: ExchangeOptions,
  ): Promise<Unretried> => {
    const { connection } = line;
    if (line.ahead > 0) line.ahead -= 1;
    else send(line, request);
    for (const next of asked.ahead?.() ?? []) {
      send(line, build(next));
      line.ahead += 1;
    }
    const events: JsonObject[] = [];
    const checker = createChecker({
      dialects: asked.dialects,
      exchange: {
        source: "websocket",
        framed: false,
        request: request.info,
        step: asked.step,
        connection: asked.connection,
      },
      limits,
      onEvent: ({ payload }) => void (events.length < keptEvents && events.push(payload)),
      ...(options.rules ? { rules: options.rules } : {}),
      ...(asked.session ? { session: asked.session } : {}),
    });
    checker.open(connection.head);
    const recording = startRecording(options);
    const outcome = await connection.read({
      timeouts,
      limits,
      signal,
      // What follows a turn is only its own while no other one was asked for.
      linger: line.ahead === 0,
      onMessage(message, at) {
        checker.message(message, at);
        recording?.push(Buffer.from(recordMessage(message, at)), at);
        if (checker.stopped) return "enough";
        return checker.turnOver ? "done" : "more";
      },
    });
    const judgements = checker.end(outcome.end);
    const { state } = checker;
    const refusal = events.find(
      (event) => event["type"] === "error" && endsTurn(event, state.created !== undefined),
    );
    const latest = brokeOff(outcome.end.kind) ? undefined : state.latest?.response;
    const response = state.terminal?.response ?? latest;
    onAnswer(request, response);
    return {
      request,
      failure: undefined,
      observed: extract({
        status: refusal ? (integerAt(refusal, "status") ?? 400) : 200,
        headers: connection.head.headers,
        events,
        response,
        body: refusal,
      }),
      end: outcome.end,
      aborted: outcome.aborted,
      judgements,
      durationMs: outcome.durationMs,
      events: state.events,
      bytes: outcome.bytes,
      tape: recording && tapeOf(request, connection.head, outcome, asked, recording),
    };
  };

  return {
    async exchange(wanted, asked) {
      const request = build(wanted);
      const { connection = "" } = wanted;
      const line = await connect(connection, request);
      const exchange =
        "connection" in line ? await turn(line, request, { ...asked, connection }) : line;
      return { ...exchange, sent: 1, retries: [] };
    },
    async close() {
      await Promise.all([...lines.values()].map(({ connection }) => connection.close()));
    },
  };
}

/** What the answer to a refused handshake says. It is no turn, so no rule judges it. */
function refused(
  request: BuiltRequest,
  { head, body, durationMs }: { head: HeadInfo; body: string; durationMs: number },
): Unretried {
  const parsed = parseJson(body);
  const value = "value" in parsed ? parsed.value : undefined;
  return {
    ...unanswered(request, durationMs),
    observed: extract({
      ...head,
      events: [],
      response: undefined,
      body: isObject(value) ? value : undefined,
    }),
    bytes: Buffer.byteLength(body),
  };
}

function tapeOf(
  { info }: BuiltRequest,
  { status, headers }: HeadInfo,
  { end }: TurnOutcome,
  { step, connection }: ExchangeOptions,
  recording: Recording,
): Recorded {
  return {
    step,
    transport: "websocket",
    connection,
    request: { ...info },
    response: { status, headers },
    form: "messages",
    bytes: recording.bytes(),
    reads: recording.reads,
    end: tapeEnd(end),
  };
}
