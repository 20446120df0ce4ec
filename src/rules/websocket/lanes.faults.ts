import { faultsOf, on } from "../../engine/fault.ts";
import type { JsonObject } from "../../json/json.ts";
import { eachPayload, onEvents, patch, type TapeEdit } from "../../tape/edits.ts";
import { decodeEvents, renumber } from "../../tape/events.ts";
import type { TapeExchange } from "../../tape/tape.ts";
import rule from "./lanes.ts";

/** Puts the last delta of the first lane into the second, with the stream_id of that one. */
const withForeign: TapeEdit = (tape) => {
  const foreign = decodeEvents(tape.exchanges[0] as TapeExchange).find(
    ({ payload }) => payload !== "[DONE]" && payload["type"] === "response.output_text.delta",
  );
  const payload = { ...(foreign?.payload as JsonObject), stream_id: "b" };
  return onEvents(
    (events) => renumber(events.toSpliced(5, 0, { event: undefined, payload })),
    1,
  )(tape);
};

export default faultsOf(
  rule,
  {
    untagged: {
      "an event has no stream_id": on("websocket-lanes", [
        patch("response.output_text.delta", 1, "/stream_id", undefined),
      ]),
      "an event of steering has no stream_id": on("websocket-steered", [
        patch("response.steer.accepted", 0, "/stream_id", undefined),
      ]),
      "the refusal has no stream_id": on("websocket-lane-refused", [
        patch("error", 0, "/stream_id", undefined),
      ]),
      "no event has a stream_id": on("websocket-lanes", [
        eachPayload((payload) => void delete payload["stream_id"]),
      ]),
    },
    unopened: {
      "an event has another stream_id": on(
        "websocket-lanes",
        [patch("response.output_text.delta", 1, "/stream_id", "c")],
        { alsoFires: ["sequence/contiguous", "text/deltas-equal-done"] },
      ),
    },
    crossed: {
      "an event of the first lane is sent in the second": on("websocket-lanes", [withForeign]),
    },
  },
  {
    "all events have another stream_id": on(
      "websocket-lanes",
      [eachPayload((payload) => void (payload["stream_id"] = "c"))],
      { alsoFires: ["websocket/failure-announced"] },
    ),
  },
);
