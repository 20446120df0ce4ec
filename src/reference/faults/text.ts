import { arrayAt, objectAt, stringAt, type Json, type JsonObject } from "../../json/json.ts";
import type { StreamEvent } from "../types.ts";
import {
  change,
  changeItems,
  changeText,
  drop,
  breaks,
  family,
  firstPart,
  insert,
  itemDone,
  onlyWith,
  places,
  reshape,
  textDelta,
  textDone,
  twice,
} from "./edits.ts";

const isMessage = (item: Json | undefined): boolean => stringAt(item, "type") === "message";
const partDone = "response.content_part.done";

/** How deltas add up to the text that the done events, the part and the item carry. */
export const textFaults = family("text", {
  "delta-lost": breaks("text/deltas-equal-done", {
    title: "The second text delta is lost.",
    events: drop(textDelta, 1),
  }),
  "delta-twice": breaks("text/deltas-equal-done", {
    title: "The second text delta is sent twice.",
    events: twice(textDelta, 1),
  }),
  "deltas-swapped": breaks("text/deltas-equal-done", {
    title: "Two text deltas are swapped.",
    events: reshape((events) => {
      const [a, b] = places(events, textDelta);
      const [first, second] = [events[a ?? -1], events[b ?? -1]];
      return a === undefined || b === undefined || !first || !second
        ? events
        : events.with(a, second).with(b, first);
    }),
  }),
  "deltas-trimmed": breaks("text/deltas-equal-done", {
    title: "Deltas lose the space before their word.",
    events: change(textDelta, (event) => changeText(event, "delta", (text) => text.trim())),
  }),
  "deltas-cumulative": breaks("text/deltas-equal-done", {
    title: "Each delta repeats the whole text so far.",
    events: (events) => {
      let text = "";
      return change(textDelta, (event) => changeText(event, "delta", (delta) => (text += delta)))(
        events,
      );
    },
  }),
  "deltas-missing": breaks("text/deltas-equal-done", {
    title: "The whole text is only in output_text.done, without deltas.",
    events: drop(textDelta),
  }),
  "text-done-trimmed": breaks("text/deltas-equal-done", {
    title: "The text in output_text.done has no last character.",
    events: change(textDone, (event) =>
      changeText(event, "text", (text) => Array.from(text).slice(0, -1).join("")),
    ),
  }),
  "part-text-differs": breaks("text/done-equals-part", {
    title: "The text of content_part.done differs from output_text.done.",
    events: change(partDone, (event) =>
      changeText(objectAt(event, "part"), "text", (text) => `${text}.`),
    ),
  }),
  "item-text-differs": breaks("text/part-equals-item", {
    title: "The text of output_item.done and the final output differs from content_part.done.",
    events: changeItems((item, stage) => {
      if (stage !== "added") changeText(firstPart(item), "text", (text) => `${text}.`);
    }),
  }),
  "message-lost": breaks("text/part-equals-item", {
    title: "Messages have no output_item.done event, and the final output does not have them.",
    events: reshape((events) => {
      for (const event of events) {
        const output = arrayAt(event["response"], "output");
        output?.splice(0, output.length, ...output.filter((item) => !isMessage(item)));
      }
      return events.filter(({ type, item }) => type !== itemDone || !isMessage(item as Json));
    }),
  }),
  "characters-replaced": breaks("text/no-replacement-character", {
    title: "Characters outside of ASCII are replaced by two replacement characters (U+FFFD).",
    events: (events) =>
      JSON.parse(JSON.stringify(events), (key, value: unknown) =>
        (key === "delta" || key === "text") && typeof value === "string"
          ? value.replaceAll(/\P{ASCII}/gu, "\uFFFD\uFFFD")
          : value,
      ) as typeof events,
  }),
  "surrogate-split": breaks("text/no-lone-surrogate", {
    title: "A character outside the basic plane is split between two deltas.",
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
  }),
  "annotation-lost": breaks("text/annotations", {
    title: "An annotation is streamed, but the finished text has no annotation.",
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
  }),
  "logprobs-lost": breaks("text/logprobs", {
    title: "output_text.done has log probabilities that no delta has.",
    events: change(textDone, (event) => {
      event["logprobs"] = [{ token: "a", logprob: -0.5, bytes: [97], top_logprobs: [] }];
    }),
  }),
  "logprobs-ignored": breaks("text/logprobs-tokens", {
    title: "Log probabilities are not sent although the request includes them.",
    request: (body) => without(body, "message.output_text.logprobs"),
  }),
  "logprobs-without-blanks": breaks("text/logprobs-tokens", {
    title: "The tokens of log probabilities lack their blanks.",
    events: (events) =>
      JSON.parse(JSON.stringify(events), (key, value: unknown) =>
        key === "logprobs" && Array.isArray(value) ? value.map(withoutBlanks) : value,
      ) as typeof events,
  }),
  "logprobs-refused-streamed": breaks("core/logprobs-stream", {
    title: "Log probabilities are refused in a stream, and sent in a plain answer.",
    request: (body) =>
      body["stream"] === true && without(body, "message.output_text.logprobs") !== body
        ? { ...body, include: 7 }
        : body,
  }),
  "structured-fenced": breaks("structured/valid", {
    title: "A structured answer is in a Markdown code block instead of plain JSON.",
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
  }),
});

function fence(text: string): string {
  return `\`\`\`json ${text}`;
}

function isJson(event: StreamEvent): boolean {
  return /^[{[]/.test(String(event["text"]));
}

/** A request without one value of its `include`; the request itself if it does not have it. */
function without(body: JsonObject, value: string): JsonObject {
  const { include } = body;
  return Array.isArray(include) && include.includes(value)
    ? { ...body, include: include.filter((one) => one !== value) }
    : body;
}

function withoutBlanks(entry: JsonObject): JsonObject {
  const token = String(entry["token"]).trim();
  return { ...entry, token, bytes: [...Buffer.from(token)] };
}
