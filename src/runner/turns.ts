import { isObject, jsonIn, stringAt } from "../json/json.ts";
import { extract } from "../scenario/observed.ts";
import type { TapeExchange } from "../tape/tape.ts";
import {
  openWebSocket,
  type Connection,
  type Opening,
  type ReadOptions,
  type TurnOutcome,
} from "../transport/websocket.ts";
import { describeExcess, excessOf, type WireLimits } from "../wire/limits.ts";
import { sizeOf } from "../wire/messages.ts";
import { startAnswer } from "./answer.ts";
import {
  startRecording,
  tapeWithoutTurn,
  unanswered,
  type Exchange,
  type ExchangeOptions,
  type Unretried,
} from "./exchange.ts";
import { createLanes, type Early, type Lanes } from "./lanes.ts";
import type { BuiltRequest, Wanted } from "./request.ts";
import { startSteering } from "./steering.ts";
import type { RunOptions } from "./types.ts";

/** The WebSockets of one scenario, opened as its turns need them. */
export interface Turns {
  /** Sends a message and judges what follows it. What is wanted names its connection. */
  exchange(wanted: Wanted, asked: ExchangeOptions): Promise<Exchange>;
  close(): Promise<void>;
}

/** What turns share with all other exchanges of a run. */
interface TurnsOptions {
  options: RunOptions;
  build(wanted: Wanted): BuiltRequest;
  /** Called for each message that is sent. */
  onSent(): void;
  /** Called for each turn that was answered: it may have cost tokens. */
  onAnswer(exchange: Unretried): void;
}

/** An open WebSocket, and how many messages went ahead of the turns that they belong to. */
interface OpenSocket {
  connection: Connection;
  ahead: number;
  lanes: Lanes;
}

export function openTurns({ options, build, onSent, onAnswer }: TurnsOptions): Turns {
  const { timeouts, limits, signal } = options;
  const sockets = new Map<string, OpenSocket>();

  /** The connection of a turn, or the exchange that its handshake came to. */
  const connect = async (
    name: string,
    request: BuiltRequest,
    asked: ExchangeOptions,
  ): Promise<OpenSocket | Unretried> => {
    const before = sockets.get(name);
    if (before) return before;
    const { url, headers } = request.http;
    const opening = await openWebSocket(url, headers, { timeouts, limits, signal });
    if (opening.kind !== "open") {
      onSent();
      const exchange =
        opening.kind === "refused"
          ? refused(request, opening, limits)
          : unanswered(request, opening.durationMs, opening.failure);
      const outcome = opening.kind === "refused" ? answerOf(opening) : opening.failure;
      const tape = startRecording(options) && tapeWithoutTurn(request, asked, "websocket", outcome);
      return { ...exchange, tape };
    }
    const socket = { connection: opening.connection, ahead: 0, lanes: createLanes() };
    sockets.set(name, socket);
    return socket;
  };
  const send = ({ connection }: OpenSocket, request: BuiltRequest): void => {
    onSent();
    connection.send(request.http.body ?? "");
  };

  const turn = async (
    socket: OpenSocket,
    request: BuiltRequest,
    { steer, ...asked }: ExchangeOptions & Pick<Wanted, "steer">,
  ): Promise<Unretried> => {
    const { connection, lanes } = socket;
    const lane = laneOf(request);
    const began = performance.now();
    if (socket.ahead > 0) socket.ahead -= 1;
    else send(socket, request);
    const early = lanes.begin(lane);
    for (const next of asked.ahead?.() ?? []) {
      const built = build(next);
      send(socket, built);
      lanes.expect(laneOf(built));
      socket.ahead += 1;
    }
    const answer = startAnswer(options, request, asked, "websocket");
    answer.checker.open(connection.head);
    const steering =
      steer &&
      startSteering(steer, (message) => {
        onSent();
        connection.send(JSON.stringify(message));
      });
    const onMessage: ReadOptions["onMessage"] = (message, at) => {
      if (lanes.keep(message, lane)) return lanes.bytes > limits.streamBytes ? "enough" : "more";
      const wanted = answer.message(message, at);
      steering?.see(message);
      return wanted === "done" && steering?.open ? "more" : wanted;
    };
    const [first] = early;
    const wanted = early.map(({ message, at }) => onMessage(message, at - (first?.at ?? at)));
    const outcome =
      wanted.at(-1) === "done"
        ? answered(early, began)
        : await connection.read({
            timeouts,
            limits,
            signal,
            // What follows a turn is only its own while no other one was asked for.
            linger: socket.ahead === 0,
            onMessage,
          });
    const exchange = answer.finish(connection.head, outcome);
    onAnswer(exchange);
    return exchange;
  };

  return {
    async exchange(wanted, asked) {
      const request = build(wanted);
      const { connection = "", steer } = wanted;
      const socket = await connect(connection, request, { ...asked, connection });
      const exchange =
        "connection" in socket
          ? await turn(socket, request, { ...asked, connection, steer })
          : socket;
      return { ...exchange, sent: 1, retries: [] };
    },
    async close() {
      await Promise.all([...sockets.values()].map(({ connection }) => connection.close()));
    },
  };
}

/** The `stream_id` of a request. */
const laneOf = ({ info }: BuiltRequest): string | undefined => stringAt(info.body, "stream_id");

/** The outcome of a turn whose messages all came while others were read. */
const answered = (early: readonly Early[], began: number): TurnOutcome => ({
  end: { kind: "closed", detail: undefined, silentMs: 0 },
  bytes: early.reduce((bytes, { message }) => bytes + sizeOf(message), 0),
  durationMs: performance.now() - began,
  aborted: false,
});

/** The answer to a refused handshake, as a tape has it. */
const answerOf = ({
  head: response,
  body = "",
}: Extract<Opening, { kind: "refused" }>): Pick<TapeExchange, "response" | "form" | "bytes"> => ({
  response,
  form: jsonIn(body) === undefined ? "text" : "json",
  bytes: Buffer.from(body),
});

/** What the answer to a refused handshake says. It is no turn, so no rule judges it. */
function refused(
  request: BuiltRequest,
  {
    head,
    body,
    durationMs,
  }: Pick<Extract<Opening, { kind: "refused" }>, "head" | "body" | "durationMs">,
  limits: WireLimits,
): Unretried {
  const value = body === undefined ? undefined : jsonIn(body);
  const detail = describeExcess(excessOf("body", limits));
  return {
    ...unanswered(request, durationMs),
    observed: extract({
      ...head,
      events: [],
      response: undefined,
      body: isObject(value) ? value : undefined,
    }),
    ...(body === undefined ? { end: { kind: "limit", detail, silentMs: undefined } } : {}),
    bytes: Buffer.byteLength(body ?? ""),
  };
}
