import { isObject } from "../../json/json.ts";
import { change, changeItems, drop, family, firstPart, onRoute, textDelta } from "./edits.ts";
import type { StreamEvent } from "../types.ts";
import type { Hooks } from "./types.ts";

type Replay = NonNullable<Hooks["replay"]>;

/** Edits replays from the first event on only: replays that start after an event have other faults. */
const fromTheStart =
  (edit: (events: StreamEvent[]) => StreamEvent[]): Replay =>
  (events, { query }) =>
    query.has("starting_after") ? events : edit(events);

/** What is stored, chained, replayed, listed and deleted. */
export const stateFaults = family("state", [
  {
    id: "retrieve-differs",
    title: "GET gives a response whose text is not the one of the terminal snapshot.",
    breaks: "state/stream-equals-json",
    body: onRoute("retrieve", (json) => {
      const copy = structuredClone(json);
      const output = Array.isArray(copy["output"]) ? copy["output"] : [];
      for (const item of output) {
        const part = isObject(item) ? firstPart(item) : undefined;
        if (part?.["type"] === "output_text") part["text"] = "";
      }
      return copy;
    }),
  },
  {
    id: "retrieve-loses-usage",
    title: "GET gives a foreground response without its usage.",
    breaks: "state/stream-equals-json",
    body: onRoute("retrieve", (json) =>
      json["background"] === true ? json : { ...json, usage: null },
    ),
  },
  {
    id: "streamed-not-stored",
    title: "A streamed response cannot be retrieved.",
    breaks: "state/retrieve-stream",
    quirks: ["forget-streamed"],
  },
  {
    id: "replay-recut",
    title: "A replay cuts the text into other deltas.",
    breaks: "state/replay-equals-original",
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
  },
  {
    id: "replay-renumbered",
    title: "A replay has new sequence numbers, from 100.",
    breaks: "state/replay-equals-original",
    replay: fromTheStart((events) =>
      events.map((event) => ({
        ...event,
        type: event.type,
        sequence_number: Number(event["sequence_number"]) + 100,
      })),
    ),
  },
  {
    id: "replay-only-terminal",
    title: "A replay consists of the terminal event alone.",
    breaks: "state/replay-equals-original",
    replay: fromTheStart((events) => events.slice(-1)),
  },
  {
    id: "replay-new-item-ids",
    title: "A replay gives the items new ids.",
    breaks: "state/replay-equals-original",
    replay: (events) => {
      changeItems((item) => void (item["id"] = `${String(item["id"])}r`))(events);
      for (const event of events) if (typeof event["item_id"] === "string") event["item_id"] += "r";
      return events;
    },
  },
  {
    id: "starting-after-inclusive",
    title: "starting_after=N replays event N, too.",
    breaks: "state/starting-after",
    quirks: ["ignore-starting-after"],
    replay: (events, { query }) => {
      const from = query.get("starting_after");
      return from === null
        ? events
        : events.filter((event) => Number(event["sequence_number"]) >= Number(from));
    },
  },
  {
    id: "starting-after-ignored",
    title: "starting_after is ignored: the whole stream is replayed.",
    breaks: "state/starting-after",
    quirks: ["ignore-starting-after"],
  },
  {
    id: "starting-after-zero-ignored",
    title: "starting_after=0 replays the whole stream.",
    breaks: "state/starting-after",
    quirks: ["ignore-starting-after"],
    replay: (events, { query }) => {
      const from = Number(query.get("starting_after") ?? -1);
      return from === 0
        ? events
        : events.filter((event) => Number(event["sequence_number"]) > from);
    },
  },
  {
    id: "starting-after-end-restarts",
    title: "With starting_after at the end or beyond it the whole stream is replayed.",
    breaks: "state/starting-after-beyond",
    quirks: ["ignore-starting-after"],
    replay: (events, { query }) => {
      const from = Number(query.get("starting_after") ?? -1);
      const rest = events.filter((event) => Number(event["sequence_number"]) > from);
      return rest.length === 0 ? events : rest;
    },
  },
  {
    id: "replay-drops-reasoning",
    title: "A replay leaves out the deltas of reasoning.",
    breaks: "state/replay-equals-original",
    replay: (events, { query }) =>
      query.has("starting_after")
        ? events
        : drop((event) => /reasoning.*\.delta$/.test(event.type))(events),
  },
  {
    id: "replay-always-padded",
    title: "A replay pads its deltas although it is asked not to.",
    breaks: "state/replay-no-obfuscation",
    replay: (events, { query }) =>
      query.get("include_obfuscation") === "false"
        ? events.map((event) =>
            event.type.endsWith(".delta")
              ? { ...event, type: event.type, obfuscation: "xxxx" }
              : event,
          )
        : events,
  },
  {
    id: "obfuscation-missing",
    title: "Deltas are not padded although the request asks for it.",
    breaks: "core/obfuscation",
    events: change(textDelta, (event) => void delete event["obfuscation"]),
  },
  {
    id: "store-false-kept",
    title: "A response with store false can be retrieved.",
    breaks: "state/store-false",
    quirks: ["keep-unstored"],
  },
  {
    id: "chain-forgets",
    title: "previous_response_id is accepted but the earlier turns are not known.",
    breaks: "state/chain",
    quirks: ["forget-history"],
  },
  {
    id: "chain-reversed",
    title: "The model gets the earlier turns in the opposite order.",
    breaks: "state/chain-order",
    quirks: ["reverse-history"],
  },
  {
    id: "chain-inherits-instructions",
    title: "The instructions of the previous response still apply.",
    breaks: "state/instructions-not-inherited",
    quirks: ["inherit-instructions"],
  },
  {
    id: "chain-unknown-accepted",
    title: "An unknown previous_response_id is accepted.",
    breaks: "state/chain-unknown",
    quirks: ["accept-unknown-previous"],
  },
  {
    id: "not-found-as-null",
    title: "An unknown id is answered with 200 and an empty object.",
    breaks: "state/not-found",
    body: (json, { route, status }) => (route === "retrieve" && status === 404 ? {} : json),
    head: (head, { route }) =>
      route === "retrieve" && head.status === 404 ? { ...head, status: 200 } : head,
  },
  {
    id: "delete-keeps",
    title: "A deleted response can still be retrieved.",
    breaks: "state/delete",
    quirks: ["keep-deleted"],
  },
  {
    id: "delete-not-confirmed",
    title: "DELETE answers with deleted: false.",
    breaks: "state/delete",
    body: onRoute("delete", (json) => ({ ...json, deleted: false })),
  },
  {
    id: "delete-of-nothing-confirmed",
    title: "DELETE confirms that it deleted what is not there.",
    breaks: "state/delete-twice",
    body: (json, { route, status }) =>
      route === "delete" && status === 404
        ? { id: "resp_gone", object: "response", deleted: true }
        : json,
    head: (head, { route }) =>
      route === "delete" && head.status === 404 ? { ...head, status: 200 } : head,
  },
  {
    id: "input-items-always-more",
    title: "Each page of input_items says that there is another one.",
    breaks: "state/input-items-pages-newest-first",
    body: onRoute("input_items", (json) => ({ ...json, has_more: true })),
  },
  {
    id: "input-items-page-repeats",
    title: "A page of input_items begins with the item that it is to come after.",
    breaks: "state/input-items-pages",
    body: (json, { route, query }) => {
      const after = query.get("after");
      const { data } = json;
      if (route !== "input_items" || after === null || !Array.isArray(data) || !isObject(data[0]))
        return json;
      return { ...json, data: [{ ...data[0], id: after }, ...data.slice(1)], first_id: after };
    },
  },
  {
    id: "input-items-reversed",
    title: "input_items come in the opposite order of the one asked for.",
    breaks: "state/input-items",
    body: onRoute("input_items", (json) => ({
      ...json,
      data: Array.isArray(json["data"]) ? json["data"].toReversed() : [],
      first_id: json["last_id"],
      last_id: json["first_id"],
    })),
  },
  {
    id: "input-items-without-ids",
    title: "input_items have no ids.",
    breaks: "state/input-items",
    body: onRoute("input_items", (json) => {
      const data = Array.isArray(json["data"]) ? json["data"] : [];
      return {
        ...json,
        data: data.map((item) => (isObject(item) ? { ...item, id: undefined } : item)),
      };
    }),
  },
  {
    id: "input-items-never-more",
    title: "A page of input_items says that there is no other although there is.",
    breaks: "state/input-items-pages",
    body: onRoute("input_items", (json) => ({ ...json, has_more: false })),
  },
  {
    id: "cancel-ignored",
    title: "Cancelling a background response changes nothing.",
    breaks: "background/cancel",
    quirks: ["cancel-does-nothing"],
  },
  {
    id: "cancel-foreground-accepted",
    title: "A foreground response can be cancelled.",
    breaks: "background/cancel",
    quirks: ["cancel-foreground"],
  },
]);
