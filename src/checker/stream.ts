import { objectAt, stringAt, type JsonObject } from "../json/json.ts";
import { createJudge, type Judge, type JudgeOptions } from "../engine/engine.ts";
import {
  endsTurn,
  isSteer,
  type ExchangeEnd,
  type ExchangeInfo,
  type Snapshot,
} from "../engine/exchange.ts";
import { ownership } from "../engine/owned.ts";
import { snapshotEvents, terminalEvents } from "../protocol/events.ts";
import type { Judgement } from "../result/finding.ts";
import { rules as allRules } from "../rules/index.ts";
import { applyEvent } from "../stream/apply.ts";
import { createStreamState, type StreamState } from "../stream/state.ts";
import type { WireEvent } from "../wire/types.ts";

/** What one stream is judged with. */
export interface StreamOptions extends Omit<JudgeOptions, "isOwned" | "state"> {
  /** The beginning may be missing: no request shows that we saw it. */
  offline: boolean;
  /** Lane of each response and item of the WebSocket; all its streams share them. */
  lanes: StreamState["lanes"] | undefined;
  /** Keeps the events, so that a later replay can be compared with them. */
  remembers: boolean;
}

/**
 * The events of one response, judged by themselves. An exchange has one such stream, and more of them only where a
 * WebSocket carries several responses.
 */
export interface ResponseStream {
  readonly exchange: ExchangeInfo;
  readonly state: Readonly<StreamState>;
  /** The judge of what is not an event. */
  judge(): Judge;
  event(event: WireEvent): void;
  end(end: ExchangeEnd): Judgement[];
  /** An `error` message ended it. */
  readonly refused: boolean;
  /** It was answered to its end, or refused. */
  readonly over: boolean;
  /** The server begins the next response by itself, because this one was steered. */
  readonly awaitsSuccessor: boolean;
  /** All events; undefined where there are too many to keep. */
  readonly events: WireEvent[] | undefined;
}

/** A rule owns its violations even if it is not selected. */
const isOwned = ownership(allRules);

/** Most events of one response that are kept for comparing a later replay with it. */
const rememberedEvents = 20_000;

/** Begins to judge a stream. */
export function openStream({
  offline,
  lanes,
  remembers,
  ...options
}: StreamOptions): ResponseStream {
  const { exchange } = options;
  const resumed =
    exchange.request?.query["starting_after"] !== undefined ||
    // What is said of a steering belongs to the response that it steers, which began before.
    isSteer(exchange);
  const state = createStreamState({ resumed, offline, ...(lanes ? { lanes } : {}) });
  // The observers of all rules are made when the answer comes and dropped when it is over. A run waits for many answers
  // at a time: what they hold while nothing happens, the collector of garbage would copy over and over.
  let judge: Judge | undefined;
  const judging = (): Judge => (judge ??= createJudge({ ...options, state, isOwned }));
  const events: WireEvent[] = [];
  let remembering = remembers;
  let refused = false;
  return {
    exchange,
    state,
    judge: judging,
    event(event) {
      const response = snapshotEvents.has(event.type)
        ? objectAt(event.payload, "response")
        : undefined;
      if (event.type === "error") refused ||= endsTurn(event.payload, state.created !== undefined);
      judging().event(event, response && snapshotIn(event, response));
      applyEvent(state, event);
      if (remembering && events.length < rememberedEvents) events.push(event);
      else remembering = false;
    },
    end(end) {
      if (end.kind !== "closed" && end.kind !== "left" && !state.terminal) state.failing = true;
      const judgements = judging().end(end);
      judge = undefined;
      return judgements;
    },
    get refused() {
      return refused;
    },
    get over() {
      return (
        state.terminal !== undefined || refused || (isSteer(exchange) && state.steers.size > 0)
      );
    },
    get awaitsSuccessor() {
      const { terminal, steers } = state;
      return (
        terminal !== undefined &&
        (isSteered(terminal.response) || [...steers.values()].includes("accepted"))
      );
    },
    get events() {
      return remembering ? events : undefined;
    },
  };
}

/** True for a response that ended early, because another one goes on with what the client steered. */
const isSteered = (response: JsonObject | undefined): boolean =>
  stringAt(objectAt(response, "incomplete_details"), "reason") === "steered";

const snapshotIn = (event: WireEvent, response: JsonObject): Snapshot => ({
  response,
  pointer: "/response",
  event,
  terminal: terminalEvents.has(event.type),
});
