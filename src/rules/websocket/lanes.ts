import { objectAt, stringAt, type JsonObject } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { mayHaveLanes } from "../../engine/exchange.ts";
import { isResumed, itemById } from "../../stream/state.ts";
import { isAmbient } from "../lifecycle/ambient.ts";
import { defineRule } from "../../engine/rule.ts";
import type { WireEvent } from "../../wire/types.ts";

/** Events that may be the first ones of a lane. */
const isOpening = ({ type }: WireEvent): boolean => type === "response.created" || type === "error";

/** Ambient events that have the lane of their response. Input that is returned may be for an unknown one. */
const isMarked = ({ type }: WireEvent): boolean =>
  type === "response.steer.accepted" || type === "response.steer.pending";

export default defineRule({
  id: "websocket/lanes",
  title: "The events of a response have the stream_id of its request",
  // The types of OpenAI's SDK of 2026-11-17: events for the response echo the stream_id of its request.
  requirement: { openresponses: "off", openai: "must" },
  spec: ["openai:responses-streaming"],
  messages: {
    untagged: "{{type}} has no stream_id, but its request has one",
    unopened: "{{type}} has the stream_id {{lane}}, which no request has",
    crossed: "{{type}} has the stream_id of another response",
  },
  perDialect: true,
  observe({ dialect, exchange, state, report, exercised }) {
    if (!dialect.facts.lanes || !mayHaveLanes(exchange)) return {};
    const asked = stringAt(exchange.request?.body, "stream_id");
    // The lane of no request that is known.
    const foreign = exchange.lane !== asked;
    /** The id of what an event belongs to, if that is the response or an item of another lane. */
    const elsewhere = (payload: JsonObject): string | undefined => {
      const item = stringAt(payload, "item_id");
      const named = [
        stringAt(objectAt(payload, "response"), "id"),
        stringAt(objectAt(payload, "steer"), "previous_response_id"),
        // Some servers use an id again in each response.
        itemById(state, item) ? undefined : item,
      ];
      return named.find(
        (id) => id !== undefined && state.lanes.has(id) && state.lanes.get(id) !== exchange.lane,
      );
    };
    const hasLane = (event: WireEvent): boolean => isMarked(event) || !isAmbient(dialect, event);
    /** The refusal of a message that may have named no lane. */
    const mayBeOfAnother = ({ type, payload }: WireEvent): boolean =>
      type === "error" && payload["status"] !== undefined && state.created !== undefined;
    return {
      every(event) {
        const { payload, type } = event;
        const lane = stringAt(payload, "stream_id");
        const args = { type, lane: lane ?? "" };
        // Another request may have opened it; not all of them need be known.
        const begun = isOpening(event) || isAmbient(dialect, event) || isResumed(state, event);
        if (foreign && !state.first && !begun)
          return report("unopened", {
            at: event,
            pointer: "/stream_id",
            expected: "the stream_id of a request",
            actual: show(lane),
            args,
            explainsRest: true,
          });
        const owner = elsewhere(payload);
        if (owner !== undefined)
          report("crossed", {
            at: event,
            pointer: "/stream_id",
            expected: show(state.lanes.get(owner)),
            actual: show(lane),
            related: [state.last],
            args,
            explainsRest: true,
          });
        else if (lane === undefined && asked !== undefined && hasLane(event))
          report("untagged", {
            at: event,
            pointer: "/stream_id",
            expected: show(asked),
            args,
            ...(mayBeOfAnother(event) ? { level: "should" } : {}),
          });
      },
      end() {
        if (exchange.lane !== undefined && state.events > 0) exercised();
      },
    };
  },
});
