import { isObject } from "../../json/json.ts";
import { breaks, drop, family, firstPart, onRoute, setIn, setInItems, textDelta } from "./edits.ts";
import { answerInstead } from "./request-edits.ts";
import type { StreamEvent } from "../types.ts";
import type { Hooks } from "./types.ts";

type Replay = NonNullable<Hooks["replay"]>;

/** Edits replays from the first event on only: replays that start after an event have other faults. */
const fromTheStart =
  (edit: (events: StreamEvent[]) => StreamEvent[]): Replay =>
  (events, { query }) =>
    query.has("starting_after") ? events : edit(events);

/** What is stored, chained, replayed, listed and deleted. */
export const stateFaults = family("state", {
  "retrieve-differs": breaks("state/stream-equals-json", {
    title: "GET returns a response whose text differs from the terminal snapshot.",
    body: onRoute("retrieve", (json) => {
      const copy = structuredClone(json);
      const output = Array.isArray(copy["output"]) ? copy["output"] : [];
      for (const item of output) {
        const part = isObject(item) ? firstPart(item) : undefined;
        if (part?.["type"] === "output_text") part["text"] = "";
      }
      return copy;
    }),
  }),
  "retrieve-loses-usage": breaks("state/stream-equals-json", {
    title: "GET returns a foreground response without its usage.",
    body: onRoute("retrieve", (json) =>
      json["background"] === true ? json : { ...json, usage: null },
    ),
  }),
  "retrieve-loses-metadata": breaks("state/stream-equals-json", {
    title: "GET returns a foreground response without the metadata of its request.",
    body: onRoute("retrieve", (json) =>
      json["background"] === true ? json : { ...json, metadata: {} },
    ),
  }),
  "streamed-not-stored": breaks("state/retrieve-stream", {
    title: "A streamed response cannot be retrieved.",
    quirks: ["forget-streamed"],
  }),
  "replay-recut": breaks("state/replay-equals-original", {
    title: "A replay splits the text into other deltas.",
    replay: fromTheStart((events) => {
      const deltas = events.filter((event) => event.type.endsWith("_text.delta"));
      const whole = deltas.map((event) => String(event["delta"])).join("");
      const kept = events.filter((event) => !deltas.includes(event) || event === deltas[0]);
      const first = Number(kept[0]?.["sequence_number"] ?? 0);
      return kept.map((event, index) => ({
        ...event,
        ...(event === deltas[0] ? { delta: whole } : {}),
        type: event.type,
        sequence_number: first + index,
      }));
    }),
  }),
  "replay-renumbered": breaks("state/replay-equals-original", {
    title: "A replay has new sequence numbers, from 100.",
    replay: fromTheStart((events) =>
      events.map((event) => ({
        ...event,
        type: event.type,
        sequence_number: Number(event["sequence_number"]) + 100,
      })),
    ),
  }),
  "replay-only-terminal": breaks("state/replay-equals-original", {
    title: "A replay has only the terminal event.",
    replay: fromTheStart((events) => events.slice(-1)),
  }),
  "replay-new-item-ids": breaks("state/replay-equals-original", {
    title: "A replay gives the items new ids.",
    replay: (events) => {
      setInItems((item) => ({ id: `${String(item["id"])}r` }))(events);
      for (const event of events) if (typeof event["item_id"] === "string") event["item_id"] += "r";
      return events;
    },
  }),
  "starting-after-inclusive": breaks("state/starting-after", {
    title: "starting_after=N also replays event N.",
    quirks: ["ignore-starting-after"],
    replay: (events, { query }) => {
      const from = query.get("starting_after");
      return from === null
        ? events
        : events.filter((event) => Number(event["sequence_number"]) >= Number(from));
    },
  }),
  "starting-after-ignored": breaks("state/starting-after", {
    title: "starting_after is ignored: the whole stream is replayed.",
    quirks: ["ignore-starting-after"],
  }),
  "starting-after-zero-ignored": breaks("state/starting-after", {
    title: "starting_after=0 replays the whole stream.",
    quirks: ["ignore-starting-after"],
    replay: (events, { query }) => {
      const from = Number(query.get("starting_after") ?? -1);
      return from === 0
        ? events
        : events.filter((event) => Number(event["sequence_number"]) > from);
    },
  }),
  "starting-after-end-restarts": breaks("state/starting-after-beyond", {
    title: "With starting_after at the end or beyond it, the whole stream is replayed.",
    quirks: ["ignore-starting-after"],
    replay: (events, { query }) => {
      const from = Number(query.get("starting_after") ?? -1);
      const rest = events.filter((event) => Number(event["sequence_number"]) > from);
      return rest.length === 0 ? events : rest;
    },
  }),
  "replay-drops-reasoning": breaks("state/replay-equals-original", {
    title: "A replay has no reasoning deltas.",
    replay: (events, { query }) =>
      query.has("starting_after")
        ? events
        : drop((event) => /reasoning.*\.delta$/.test(event.type))(events),
  }),
  "replay-always-padded": breaks("state/replay-no-obfuscation", {
    title: "A replay has obfuscation although it is turned off.",
    replay: (events, { query }) =>
      query.get("include_obfuscation") === "false"
        ? events.map((event) =>
            event.type.endsWith(".delta")
              ? { ...event, type: event.type, obfuscation: "xxxx" }
              : event,
          )
        : events,
  }),
  "obfuscation-missing": breaks("core/obfuscation", {
    title: "Deltas have no obfuscation although it is turned on.",
    events: setIn(textDelta, { obfuscation: undefined }),
  }),
  "store-false-kept": breaks("state/store-false", {
    title: "A response with store false can be retrieved.",
    quirks: ["keep-unstored"],
  }),
  "chain-forgets": breaks("state/chain", {
    title: "previous_response_id is accepted, but the model does not get the earlier turns.",
    quirks: ["forget-history"],
  }),
  "chain-reversed": breaks("state/chain-order", {
    title: "The model gets the earlier turns in reverse order.",
    quirks: ["reverse-history"],
  }),
  "chain-inherits-instructions": breaks("state/instructions-not-inherited", {
    title: "The instructions of the previous response still apply.",
    quirks: ["inherit-instructions"],
  }),
  "chain-unknown-accepted": breaks("state/chain-unknown", {
    title: "An unknown previous_response_id is accepted.",
    quirks: ["accept-unknown-previous"],
  }),
  "not-found-as-null": breaks("state/not-found", {
    title: "An unknown id is answered with 200 and an empty object.",
    ...answerInstead(({ route, status }) => route === "retrieve" && status === 404, 200, {}),
  }),
  "delete-keeps": breaks("state/delete", {
    title: "A deleted response can still be retrieved.",
    quirks: ["keep-deleted"],
  }),
  "delete-not-confirmed": breaks("state/delete", {
    title: "DELETE answers with deleted: false.",
    body: onRoute("delete", (json) => ({ ...json, deleted: false })),
  }),
  "delete-of-nothing-confirmed": breaks("state/delete-twice", {
    title: "DELETE of an unknown response is confirmed.",
    ...answerInstead(({ route, status }) => route === "delete" && status === 404, 200, {
      id: "resp_gone",
      object: "response",
      deleted: true,
    }),
  }),
  "input-items-always-more": breaks("state/input-items-pages-newest-first", {
    title: "Each page of input_items has has_more true.",
    body: onRoute("input_items", (json) => ({ ...json, has_more: true })),
  }),
  "input-items-page-repeats": breaks("state/input-items-pages", {
    title: "A page of input_items begins with the item in after.",
    body: (json, { route, query }) => {
      const after = query.get("after");
      const { data } = json;
      if (route !== "input_items" || after === null || !Array.isArray(data) || !isObject(data[0]))
        return json;
      return { ...json, data: [{ ...data[0], id: after }, ...data.slice(1)], first_id: after };
    },
  }),
  "input-items-reversed": breaks("state/input-items", {
    title: "input_items are listed in the opposite of the requested order.",
    body: onRoute("input_items", (json) => ({
      ...json,
      data: Array.isArray(json["data"]) ? json["data"].toReversed() : [],
      first_id: json["last_id"],
      last_id: json["first_id"],
    })),
  }),
  "input-items-without-ids": breaks("state/input-items", {
    title: "input_items have no ids.",
    body: onRoute("input_items", (json) => {
      const data = Array.isArray(json["data"]) ? json["data"] : [];
      return {
        ...json,
        data: data.map((item) => (isObject(item) ? { ...item, id: undefined } : item)),
      };
    }),
  }),
  "input-items-never-more": breaks("state/input-items-pages", {
    title: "A page of input_items has has_more false although more items exist.",
    body: onRoute("input_items", (json) => ({ ...json, has_more: false })),
  }),
  "cancel-ignored": breaks("background/cancel", {
    title: "Cancelling a background response changes nothing.",
    quirks: ["cancel-does-nothing"],
  }),
  "cancel-foreground-accepted": breaks("background/cancel", {
    title: "A foreground response can be cancelled.",
    quirks: ["cancel-foreground"],
  }),
});
