import { isObject, objectAt } from "../../json/json.ts";
import {
  breaks,
  change,
  changeItems,
  drop,
  family,
  having,
  inForeground,
  places,
  reshape,
  setIn,
  textDelta,
  textDone,
} from "./edits.ts";

const partAdded = "response.content_part.added";
const partDone = "response.content_part.done";

/** How content parts open and close. */
export const partFaults = family("parts", {
  "part-added-missing": breaks("part/added-before-delta", {
    title: "Text deltas have no content_part.added before them.",
    events: drop(partAdded),
  }),
  "part-done-missing": breaks("part/pairing", {
    title: "A content part has no content_part.done event.",
    events: drop(partDone),
  }),
  "text-done-missing": breaks("part/pairing", {
    title: "output_text.done is missing.",
    events: drop(textDone),
  }),
  "part-done-before-text-done": breaks("part/pairing", {
    title: "content_part.done is sent before output_text.done.",
    events: reshape((events) => {
      const at = places(events, textDone)[0] ?? -1;
      const [first, second] = [events[at], events[at + 1]];
      return first && second ? events.toSpliced(at, 2, second, first) : events;
    }),
  }),
  "part-starts-full": breaks("part/starts-empty", {
    title: "content_part.added already has the text of the first delta.",
    events: (events) => {
      const first = events.find((event) => event.type === textDelta)?.["delta"];
      return change(partAdded, (event) =>
        Object.assign(objectAt(event, "part") ?? {}, first === undefined ? {} : { text: first }),
      )(events);
    },
  }),
  "content-index-from-one": breaks("part/index-sound", {
    title: "content_index counts from 1.",
    events: setIn(having("content_index"), { content_index: 1 }),
  }),
  "content-index-jumps": breaks("part/index-sound", {
    title: "The content_index of one delta differs from that of its part.",
    events: setIn(textDelta, { content_index: 1 }, 0),
  }),
  "part-kind-wrong": breaks("part/kind-matches", {
    title: "A refusal delta is sent inside an output_text part.",
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
  }),
  "reasoning-part-events": breaks("reasoning/event-names", {
    title:
      "Reasoning summaries use event names of another server: response.reasoning_part.added and .done.",
    events: change(
      (event) => event.type.startsWith("response.reasoning_summary_part."),
      (event) => void (event.type = event.type.replace("reasoning_summary_part", "reasoning_part")),
    ),
  }),
  "summary-differs": breaks("text/part-equals-item", {
    title: "The summary in the reasoning item differs from the streamed summary.",
    events: changeItems((item, stage) => {
      const part = Array.isArray(item["summary"]) ? item["summary"][0] : undefined;
      if (stage !== "added" && isObject(part)) part["text"] = "Something else.";
    }),
  }),
});
