import { objectAt, type JsonObject } from "../../json/json.ts";
import { change, changeResponse, family, textDelta } from "./edits.ts";
import type { StreamEvent } from "../types.ts";

const ends = ["response.completed", "response.incomplete"];

function usage(input: number, output: number): JsonObject {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

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
export const usageFaults = family("usage", [
  {
    id: "usage-early",
    title: "response.in_progress already carries usage.",
    breaks: "usage/null-before-end",
    events: changeResponse(
      "response.in_progress",
      (response) => void (response["usage"] = usage(5, 1)),
    ),
  },
  {
    id: "usage-in-deltas",
    title: "Deltas carry usage.",
    breaks: "usage/null-before-end",
    events: change(textDelta, (event) => void (event["usage"] = usage(5, 1))),
  },
  {
    id: "usage-missing",
    title: "The terminal response has usage null.",
    breaks: "usage/present-at-end",
    events: changeResponse(ends, (response) => void (response["usage"] = null)),
  },
  {
    id: "usage-details-missing",
    title: "usage has no details objects.",
    breaks: "usage/present-at-end",
    events: changeResponse(ends, (response) => {
      const found = objectAt(response, "usage");
      delete found?.["input_tokens_details"];
      delete found?.["output_tokens_details"];
    }),
  },
  {
    id: "usage-missing-when-incomplete",
    title: "response.incomplete has usage null.",
    breaks: "usage/present-at-end",
    events: changeResponse("response.incomplete", (response) => void (response["usage"] = null)),
  },
  {
    id: "usage-total-wrong",
    title: "total_tokens is not the sum of input and output.",
    breaks: "usage/arithmetic",
    events: changeUsage(
      (found) => void (found["total_tokens"] = Number(found["total_tokens"]) + 1),
    ),
  },
  {
    id: "usage-cached-exceeds-input",
    title: "More tokens are cached than there are input tokens.",
    breaks: "usage/arithmetic",
    events: changeUsage((found) => {
      const details = { cached_tokens: Number(found["input_tokens"]) + 1, cache_write_tokens: 0 };
      found["input_tokens_details"] = details;
    }),
  },
  {
    id: "usage-reasoning-exceeds-output",
    title: "More reasoning tokens are counted than output tokens.",
    breaks: "usage/arithmetic",
    events: changeUsage((found) => {
      found["output_tokens_details"] = { reasoning_tokens: Number(found["output_tokens"]) + 1 };
    }),
  },
  {
    id: "usage-over-limit",
    title: "output_tokens exceeds max_output_tokens.",
    breaks: "usage/arithmetic",
    events: changeUsage((found, response) => {
      const limit = response["max_output_tokens"];
      if (typeof limit !== "number") return;
      const output = limit + 1;
      Object.assign(found, {
        output_tokens: output,
        total_tokens: Number(found["input_tokens"]) + output,
      });
    }),
  },
  {
    id: "usage-zero",
    title: "All token counts are 0.",
    breaks: "usage/plausible",
    events: changeResponse(ends, (response) => void (response["usage"] = usage(0, 0))),
  },
]);

/** Sequence numbers. */
export const sequenceFaults = family("sequence", [
  {
    id: "sequence-missing",
    title: "No event has a sequence number.",
    breaks: "sequence/present",
    events: change(
      () => true,
      (event) => void delete event["sequence_number"],
    ),
  },
  {
    id: "sequence-missing-in-deltas",
    title: "Text deltas have no sequence number.",
    breaks: "sequence/present",
    events: change(textDelta, (event) => void delete event["sequence_number"]),
  },
  {
    id: "sequence-as-text",
    title: "Sequence numbers are strings.",
    breaks: "sequence/present",
    events: change(
      () => true,
      (event) => void (event["sequence_number"] = String(event["sequence_number"])),
    ),
  },
  {
    id: "sequence-constant",
    title: "Every event has sequence number 1.",
    breaks: "sequence/increasing",
    events: change(
      () => true,
      (event) => void (event["sequence_number"] = 1),
    ),
  },
  {
    id: "sequence-repeats",
    title: "Two events in a row have the same sequence number.",
    breaks: "sequence/increasing",
    events: (events) => change(() => true, shift(events.length > 4 ? 4 : 1, -1))(events),
  },
  {
    id: "sequence-gap",
    title: "One sequence number is skipped.",
    breaks: "sequence/contiguous",
    events: (events) => change(() => true, shift(4, 1))(events),
  },
  {
    id: "sequence-lost-event",
    title: "An event is lost on the way: its number is missing.",
    breaks: "sequence/contiguous",
    events: (events) => events.filter((event) => event.type !== "response.in_progress"),
  },
  {
    id: "sequence-from-one",
    title: "Sequence numbers start at 1.",
    breaks: "sequence/starts-at-zero",
    events: change(() => true, shift(0, 1)),
  },
]);

/** Adds `by` to every number from `from` on. */
function shift(from: number, by: number): (event: JsonObject) => void {
  return (event) => {
    const number = Number(event["sequence_number"]);
    if (number >= from) event["sequence_number"] = number + by;
  };
}
