import { objectAt } from "../../json/json.ts";
import type { StreamEvent } from "../types.ts";
import {
  change,
  changeItems,
  changeText,
  drop,
  family,
  firstPart,
  insert,
  onlyWith,
  places,
  reshape,
  textDelta,
  textDone,
  twice,
} from "./edits.ts";

const partDone = "response.content_part.done";

/** How deltas add up to the text that the done events, the part and the item carry. */
export const textFaults = family("text", [
  {
    id: "delta-lost",
    title: "The second text delta is lost.",
    breaks: "text/deltas-equal-done",
    events: drop(textDelta, 1),
  },
  {
    id: "delta-twice",
    title: "The second text delta is sent twice.",
    breaks: "text/deltas-equal-done",
    events: twice(textDelta, 1),
  },
  {
    id: "deltas-swapped",
    title: "Two text deltas change places.",
    breaks: "text/deltas-equal-done",
    events: reshape((events) => {
      const [a, b] = places(events, textDelta);
      const [first, second] = [events[a ?? -1], events[b ?? -1]];
      return a === undefined || b === undefined || !first || !second
        ? events
        : events.with(a, second).with(b, first);
    }),
  },
  {
    id: "deltas-trimmed",
    title: "Deltas lose the blank before their word.",
    breaks: "text/deltas-equal-done",
    events: change(textDelta, (event) => changeText(event, "delta", (text) => text.trim())),
  },
  {
    id: "deltas-cumulative",
    title: "Each delta repeats the whole text so far.",
    breaks: "text/deltas-equal-done",
    events: (events) => {
      let text = "";
      return change(textDelta, (event) => changeText(event, "delta", (delta) => (text += delta)))(
        events,
      );
    },
  },
  {
    id: "deltas-missing",
    title: "The whole text comes in output_text.done, without any delta.",
    breaks: "text/deltas-equal-done",
    events: drop(textDelta),
  },
  {
    id: "text-done-trimmed",
    title: "output_text.done carries a text without its last character.",
    breaks: "text/deltas-equal-done",
    events: change(textDone, (event) =>
      changeText(event, "text", (text) => Array.from(text).slice(0, -1).join("")),
    ),
  },
  {
    id: "part-text-differs",
    title: "content_part.done carries another text than output_text.done.",
    breaks: "text/done-equals-part",
    events: change(partDone, (event) =>
      changeText(objectAt(event, "part"), "text", (text) => `${text}.`),
    ),
  },
  {
    id: "item-text-differs",
    title: "output_item.done and the final output carry another text than content_part.done.",
    breaks: "text/part-equals-item",
    events: changeItems((item, stage) => {
      if (stage !== "added") changeText(firstPart(item), "text", (text) => `${text}.`);
    }),
  },
  {
    id: "surrogate-split",
    title: "A character outside the basic plane is cut in half between two deltas.",
    breaks: "text/no-lone-surrogate",
    events: (events) => {
      const at = places(
        events,
        (event) => event.type === textDelta && /\p{Lo}|\p{So}/u.test(String(event["delta"])),
      );
      const place = at.find((index) => /[\uD800-\uDBFF]/.test(String(events[index]?.["delta"])));
      const whole = events[place ?? -1];
      if (place === undefined || whole === undefined) return events;
      const text = String(whole["delta"]);
      const cut = text.search(/[\uD800-\uDBFF]/) + 1;
      const halves = [text.slice(0, cut), text.slice(cut)].map((delta) => ({ ...whole, delta }));
      return reshape((list) => list.toSpliced(place, 1, ...halves))(events);
    },
  },
  {
    id: "annotation-lost",
    title: "An annotation is streamed but the finished text has none.",
    breaks: "text/annotations",
    events: insert(textDone, ({ item_id, output_index, content_index }) => [
      {
        type: "response.output_text.annotation.added",
        item_id,
        output_index,
        content_index,
        annotation_index: 0,
        annotation: {
          type: "url_citation",
          url: "https://example.com/",
          title: "Example",
          start_index: 0,
          end_index: 1,
        },
      },
    ]),
  },
  {
    id: "logprobs-lost",
    title: "output_text.done carries log probabilities that no delta had.",
    breaks: "text/logprobs",
    events: change(textDone, (event) => {
      event["logprobs"] = [{ token: "a", logprob: -0.5, bytes: [97], top_logprobs: [] }];
    }),
  },
  {
    id: "structured-fenced",
    title: "A structured answer comes in a Markdown fence instead of as JSON.",
    breaks: "structured/valid",
    events: (events) => {
      return onlyWith(
        (event) => event.type === textDone && isJson(event),
        (list) => {
          change(textDelta, (event) => changeText(event, "delta", fence), 0)(list);
          change(textDone, (event) => changeText(event, "text", fence))(list);
          change(partDone, (event) => changeText(objectAt(event, "part"), "text", fence))(list);
          return changeItems((item, stage) => {
            if (stage !== "added") changeText(firstPart(item), "text", fence);
          })(list);
        },
      )(events);
    },
  },
]);

function fence(text: string): string {
  return `\`\`\`json ${text}`;
}

function isJson(event: StreamEvent): boolean {
  return /^[{[]/.test(String(event["text"]));
}
