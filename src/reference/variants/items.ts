import { elementsAt, objectAt, stringAt, type JsonObject } from "../../json/json.ts";
import { renumber } from "../events/build.ts";
import { streamedPart } from "../events/items.ts";
import type { Hooks } from "../faults/types.ts";
import { digest } from "../ids.ts";
import type { StreamEvent } from "../types.ts";
import { type Extra, inResponses, interleaved, prepend } from "./edits.ts";
import { variant, variantsOf } from "./types.ts";

/** Hooks that give every answer one more item, made from a tag that is its own. */
function item(make: (tag: string) => Extra): Hooks {
  return {
    events: (events) => {
      const id = String(objectAt(events[0], "response")?.["id"]);
      return prepend(events, make(digest(id).slice(0, 16)));
    },
  };
}

/** A message of one text part. */
function message(id: string, deltas: string[]): Extra {
  const base = { id, type: "message", role: "assistant" };
  const { events, part } = streamedPart("output_text", deltas, { content_index: 0 });
  return {
    start: { ...base, status: "in_progress", content: [] },
    body: events,
    end: { ...base, status: "completed", content: [part] },
  };
}

/** A reasoning item with summaries, and with raw text whose events have the given name. */
function reasoning(id: string, { summaries = [], raw, fields = {} }: Thought): Extra {
  const base = { id, type: "reasoning" };
  const summary = summaries.map((deltas, summary_index) =>
    streamedPart("summary_text", deltas, { summary_index }),
  );
  const content = (raw ? [raw] : []).map(({ event, deltas }) =>
    streamedPart("reasoning_text", deltas, { content_index: 0 }, undefined, `response.${event}`),
  );
  return {
    start: { ...base, status: "in_progress", summary: [], ...fields },
    body: [...summary, ...content].flatMap(({ events }) => events),
    end: {
      ...base,
      status: "completed",
      summary: summary.map(({ part }) => part),
      ...fields,
      ...(raw === undefined ? {} : { content: content.map(({ part }) => part) }),
    },
  };
}

interface Thought {
  summaries?: string[][];
  raw?: { event: string; deltas: string[] };
  /** More fields of the item, the same from beginning to end. */
  fields?: JsonObject;
}

const thought = (make: (tag: string) => Thought): Hooks =>
  item((tag) => reasoning(`rs_${tag}`, make(tag)));

/** Raw reasoning costs tokens, and usage reports them. */
function rawThought(event: string): Hooks {
  const { events: edit } = thought(() => ({ raw: { event, deltas: ["Let ", "me ", "think."] } }));
  return {
    events: (events, context) =>
      inResponses(edit?.(events, context) ?? events, (response) => {
        const details = objectAt(objectAt(response, "usage"), "output_tokens_details");
        // Before an answer without items, none is put.
        const thinks = elementsAt(response, "output").length > 0;
        if (thinks && details !== undefined) details["reasoning_tokens"] = 1;
      }),
  };
}

/** Puts an event before the one at place `n`. */
const insert =
  (n: number, event: StreamEvent) =>
  (events: StreamEvent[]): StreamEvent[] =>
    renumber(events.toSpliced(n, 0, event));

/** Answers with other items and other events, in another order. */
export const itemVariants = variantsOf({
  "message-first": variant(
    "A message precedes the answer, also if the answer has calls.",
    item((tag) => message(`msg_${tag}`, ["One ", "moment.\n"])),
  ),
  "message-empty-first": variant(
    "A message without content precedes the answer.",
    item((tag) => {
      const { start } = message(`msg_${tag}`, []);
      return { start, body: [], end: { ...start, status: "completed" } };
    }),
  ),
  "items-interleaved": variant("The events of all items are interleaved.", {
    events: (events) => {
      const id = digest(String(objectAt(events[0], "response")?.["id"])).slice(0, 16);
      return interleaved(prepend(events, message(`msg_${id}`, ["A", "s", "ide", ". "])));
    },
  }),
  "reasoning-summaries": variant(
    "A reasoning item with two summaries precedes the answer.",
    thought(() => ({
      summaries: [
        ["First ", "this."],
        ["Then ", "that."],
      ],
    })),
  ),
  "reasoning-empty": variant(
    "A reasoning item without summary or content precedes the answer.",
    thought(() => ({})),
  ),
  "reasoning-without-status": variant(
    "A reasoning item without a status precedes the answer, as OpenAI sends it.",
    {
      dialects: ["openai"],
      events: (events) => {
        const id = digest(String(objectAt(events[0], "response")?.["id"])).slice(0, 16);
        const { start, body, end } = reasoning(`rs_${id}`, { summaries: [["Hm."]] });
        for (const item of [start, end]) delete item["status"];
        return prepend(events, { start, body, end });
      },
    },
  ),
  "reasoning-encrypted": variant(
    "A reasoning item with encrypted content precedes the answer.",
    thought((tag) => ({ summaries: [["Hm."]], fields: { encrypted_content: `gAAA${tag}` } })),
  ),
  "reasoning-raw-openai": variant(
    "A reasoning item streams its raw text, with the event names of OpenAI.",
    {
      dialects: ["openai"],
      ...rawThought("reasoning_text"),
    },
  ),
  "reasoning-raw-openresponses": variant(
    "A reasoning item streams its raw text, with the event names of Open Responses.",
    {
      dialects: ["openresponses"],
      ...rawThought("reasoning"),
    },
  ),
  "vendor-items": variant(
    "An item of a vendor type, with the vendor prefix, precedes the answer.",
    {
      // It comes back with the next turn, and the plain server would refuse what it does not know.
      request: (body) => ({
        ...body,
        ...(Array.isArray(body["input"])
          ? { input: body["input"].filter((one) => stringAt(one, "type") !== "acme:lookup") }
          : {}),
      }),
      ...item((tag) => ({
        start: { type: "acme:lookup", id: `look_${tag}`, status: "in_progress", found: [] },
        body: [{ type: "acme:lookup.progress", percent: 50 }],
        end: { type: "acme:lookup", id: `look_${tag}`, status: "completed", found: [{ n: 1 }] },
      })),
    },
  ),
  "vendor-events": variant(
    "Events of a vendor type, with the vendor prefix, are sent throughout the stream.",
    {
      events: (events) =>
        renumber(
          events.flatMap((event, index) =>
            index === 0 || /completed$|failed$|incomplete$/.test(event.type)
              ? [event]
              : [{ type: "acme:trace", span: { id: index } }, event],
          ),
        ),
    },
  ),
  "keepalive-events": variant("The stream has events of type keepalive, as OpenAI sends them.", {
    dialects: ["openai"],
    events: (events) => insert(2, { type: "keepalive" })(insert(4, { type: "keepalive" })(events)),
  }),
  "queued-first": variant("A foreground response is queued before it is in progress.", {
    events: (events) => {
      const created = events[0];
      const response = objectAt(created, "response");
      if (created === undefined || response === undefined || events[1]?.type.endsWith("queued"))
        return events;
      const queued = { ...response, status: "queued" };
      return renumber([
        { ...created, response: queued },
        { type: "response.queued", response: queued },
        ...events.slice(1),
      ]);
    },
  }),
  "no-sentinel": variant("Streams end without [DONE], as those of OpenAI do.", {
    dialects: ["openai"],
    frames: (frames) => frames.filter((frame) => !frame.startsWith("data: [DONE]")),
  }),
});
