import { isObject, objectAt } from "../../json/json.ts";
import {
  change,
  changeItems,
  drop,
  family,
  inForeground,
  places,
  reshape,
  textDelta,
  textDone,
} from "./edits.ts";

const partAdded = "response.content_part.added";
const partDone = "response.content_part.done";

/** How content parts open and close. */
export const partFaults = family("parts", [
  {
    id: "part-added-missing",
    title: "Text deltas come without content_part.added before them.",
    breaks: "part/added-before-delta",
    events: drop(partAdded),
  },
  {
    id: "part-done-missing",
    title: "A content part is never closed by content_part.done.",
    breaks: "part/pairing",
    events: drop(partDone),
  },
  {
    id: "text-done-missing",
    title: "output_text.done is left out.",
    breaks: "part/pairing",
    events: drop(textDone),
  },
  {
    id: "part-done-before-text-done",
    title: "content_part.done comes before output_text.done.",
    breaks: "part/pairing",
    events: reshape((events) => {
      const at = places(events, textDone)[0] ?? -1;
      const [first, second] = [events[at], events[at + 1]];
      return first && second ? events.toSpliced(at, 2, second, first) : events;
    }),
  },
  {
    id: "part-starts-full",
    title: "content_part.added already carries the first delta's text.",
    breaks: "part/starts-empty",
    events: (events) => {
      const first = events.find((event) => event.type === textDelta)?.["delta"];
      return change(partAdded, (event) =>
        Object.assign(objectAt(event, "part") ?? {}, first === undefined ? {} : { text: first }),
      )(events);
    },
  },
  {
    id: "content-index-from-one",
    title: "content_index counts from 1.",
    breaks: "part/index-sound",
    events: change(
      (event) => "content_index" in event,
      (event) => void (event["content_index"] = 1),
    ),
  },
  {
    id: "content-index-jumps",
    title: "One delta carries another content_index than its part.",
    breaks: "part/index-sound",
    events: change(textDelta, (event) => void (event["content_index"] = 1), 0),
  },
  {
    id: "part-kind-wrong",
    title: "A refusal delta is sent inside an output_text part.",
    breaks: "part/kind-matches",
    events: inForeground(
      change(
        textDelta,
        (event) => {
          event.type = "response.refusal.delta";
          delete event["logprobs"];
          delete event["obfuscation"];
        },
        0,
      ),
    ),
  },
  {
    id: "reasoning-part-events",
    title:
      "Reasoning summaries use event names of another server: response.reasoning_part.added and .done.",
    breaks: "reasoning/event-names",
    events: change(
      (event) => event.type.startsWith("response.reasoning_summary_part."),
      (event) => void (event.type = event.type.replace("reasoning_summary_part", "reasoning_part")),
    ),
  },
  {
    id: "summary-differs",
    title: "The summary in the reasoning item is not the one that was streamed.",
    breaks: "text/part-equals-item",
    events: changeItems((item, stage) => {
      const part = Array.isArray(item["summary"]) ? item["summary"][0] : undefined;
      if (stage !== "added" && isObject(part)) part["text"] = "Something else.";
    }),
  },
]);
