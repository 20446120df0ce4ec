import { objectAt, type JsonObject } from "../../json/json.ts";
import {
  breaks,
  change,
  changeResponse,
  everyEvent,
  family,
  setIn,
  setInResponse,
  textDelta,
  usageOf,
} from "./edits.ts";
import type { StreamEvent } from "../types.ts";

const ends = ["response.completed", "response.incomplete"];

/** Changes the usage that a terminal response really has. */
function changeUsage(
  edit: (found: JsonObject, response: JsonObject) => void,
): (events: StreamEvent[]) => StreamEvent[] {
  return changeResponse(ends, (response) => {
    const found = objectAt(response, "usage");
    if (found !== undefined) edit(found, response);
  });
}

/** Where usage is, and its value. */
export const usageFaults = family("usage", {
  "usage-early": breaks("usage/null-before-end", {
    title: "response.in_progress already has usage.",
    events: setInResponse("response.in_progress", { usage: usageOf(5, 1) }),
  }),
  "usage-in-deltas": breaks("usage/null-before-end", {
    title: "Deltas have usage.",
    events: setIn(textDelta, { usage: usageOf(5, 1) }),
  }),
  "usage-missing": breaks("usage/present-at-end", {
    title: "The terminal response has usage null.",
    events: setInResponse(ends, { usage: null }),
  }),
  "usage-details-missing": breaks("usage/present-at-end", {
    title: "usage has no details objects.",
    events: changeResponse(ends, (response) => {
      const found = objectAt(response, "usage");
      delete found?.["input_tokens_details"];
      delete found?.["output_tokens_details"];
    }),
  }),
  "usage-missing-when-incomplete": breaks("usage/present-at-end", {
    title: "response.incomplete has usage null.",
    events: setInResponse("response.incomplete", { usage: null }),
  }),
  "usage-total-wrong": breaks("usage/arithmetic", {
    title: "total_tokens is not the sum of input_tokens and output_tokens.",
    events: changeUsage(
      (found) => void (found["total_tokens"] = Number(found["total_tokens"]) + 1),
    ),
  }),
  "usage-cached-exceeds-input": breaks("usage/arithmetic", {
    title: "cached_tokens is larger than input_tokens.",
    events: changeUsage((found) => {
      const details = { cached_tokens: Number(found["input_tokens"]) + 1, cache_write_tokens: 0 };
      found["input_tokens_details"] = details;
    }),
  }),
  "usage-reasoning-exceeds-output": breaks("usage/arithmetic", {
    title: "reasoning_tokens is larger than output_tokens.",
    events: changeUsage((found) => {
      found["output_tokens_details"] = { reasoning_tokens: Number(found["output_tokens"]) + 1 };
    }),
  }),
  "usage-over-limit": breaks("usage/arithmetic", {
    title: "output_tokens is larger than max_output_tokens.",
    events: changeUsage((found, response) => {
      const limit = response["max_output_tokens"];
      if (typeof limit !== "number") return;
      const output = limit + 1;
      Object.assign(found, {
        output_tokens: output,
        total_tokens: Number(found["input_tokens"]) + output,
      });
    }),
  }),
  "usage-zero": breaks("usage/plausible", {
    title: "All token counts are 0.",
    events: setInResponse(ends, { usage: usageOf(0, 0) }),
  }),
});

/** Sequence numbers. */
export const sequenceFaults = family("sequence", {
  "sequence-missing": breaks("sequence/present", {
    title: "No event has a sequence number.",
    events: setIn(everyEvent, { sequence_number: undefined }),
  }),
  "sequence-missing-in-deltas": breaks("sequence/present", {
    title: "Text deltas have no sequence number.",
    events: setIn(textDelta, { sequence_number: undefined }),
  }),
  "sequence-as-text": breaks("sequence/present", {
    title: "Sequence numbers are strings.",
    events: setIn(everyEvent, (event) => ({ sequence_number: String(event["sequence_number"]) })),
  }),
  "sequence-constant": breaks("sequence/increasing", {
    title: "Every event has sequence number 1.",
    events: setIn(everyEvent, { sequence_number: 1 }),
  }),
  "sequence-repeats": breaks("sequence/increasing", {
    title: "Two consecutive events have the same sequence number.",
    events: (events) => change(everyEvent, shift(events.length > 4 ? 4 : 1, -1))(events),
  }),
  "sequence-gap": breaks("sequence/contiguous", {
    title: "One sequence number is skipped.",
    events: (events) => change(everyEvent, shift(4, 1))(events),
  }),
  "sequence-lost-event": breaks("sequence/contiguous", {
    title: "An event is lost, so its sequence number is missing.",
    events: (events) => events.filter((event) => event.type !== "response.in_progress"),
  }),
  "sequence-from-one": breaks("sequence/starts-at-zero", {
    title: "Sequence numbers start at 1.",
    events: change(everyEvent, shift(0, 1)),
  }),
});

/** Adds `by` to every number from `from` on. */
function shift(from: number, by: number): (event: JsonObject) => void {
  return (event) => {
    const number = Number(event["sequence_number"]);
    if (number >= from) event["sequence_number"] = number + by;
  };
}
