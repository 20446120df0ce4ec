import { arrayAt, isObject, objectAt, stringAt, type JsonObject } from "../../json/json.ts";
import { renumber } from "../events/build.ts";
import { streamedPart } from "../events/items.ts";
import type { Hooks } from "../faults/types.ts";
import type { StreamEvent } from "../types.ts";
import { finalOutput, recut, withPart } from "./edits.ts";
import { variant, variantsOf } from "./types.ts";

/** Characters of every plane that has some, of every width in UTF-8, and such as change when they are normalised. */
const everyPlane = [
  "a\u0000\u001f\u007f",
  "\u00e9e\u0301\u0130\u212b",
  "\u2028\u2029\ufeff\ufffd\uffff",
  "\u{1f469}\u200d\u{1f680}\u{1d518}",
  "\u{20000}\u{2fa1d}",
  "\u{30000}",
  "\u{4ffff}\u{50000}\u{6aaaa}\u{7bbbb}\u{8cccc}\u{9dddd}\u{aeeee}\u{b1111}\u{c2222}\u{d3333}",
  "\u{e0041}\u{e007f}",
  "\u{f0000}\u{ffffd}",
  "\u{100000}\u{10ffff}",
];

/** Hooks that give each message one more part of a kind, sent in these deltas. */
function part(kind: "output_text" | "refusal", deltas: string[]): Hooks {
  return {
    events: (events, { sent }) => {
      // More text would spoil an answer that has to be JSON as a whole.
      const format = stringAt(objectAt(objectAt(sent, "text"), "format"), "type") ?? "text";
      if (kind === "output_text" && format !== "text") return events;
      return withPart(events, (at) => streamedPart(kind, deltas, at));
    },
  };
}

const cut = (how: (text: string, deltas: string[]) => string[]): Hooks => ({
  events: (events) => recut(events, how),
});

const citation = (url: string): JsonObject => ({
  type: "url_citation",
  url,
  title: "A page",
  start_index: 0,
  end_index: 1,
});

/** Cites two pages for the first part of each message. */
function annotate(events: StreamEvent[]): StreamEvent[] {
  const annotations = ["https://one.example/", "https://two.example/"].map(citation);
  const cite = (holder: JsonObject | undefined): void => {
    const first = arrayAt(holder, "content")?.[0];
    if (isObject(first) && first["type"] === "output_text") first["annotations"] = annotations;
  };
  for (const final of finalOutput(events)) cite(final);
  return renumber(
    events.flatMap((event) => {
      if (event.type === "response.output_item.done") cite(objectAt(event, "item"));
      const own = objectAt(event, "part");
      if (event.type === "response.content_part.done" && stringAt(own, "type") === "output_text")
        if (own !== undefined) own["annotations"] = annotations;
      if (event.type !== "response.output_text.done") return [event];
      const { item_id, output_index, content_index } = event;
      const added = annotations.map((annotation, annotation_index) => ({
        type: "response.output_text.annotation.added",
        item_id,
        output_index,
        content_index,
        annotation_index,
        annotation,
      }));
      return [...added, event];
    }),
  );
}

/** Writes white space into finished arguments: one more delta carries it. */
function padArguments(events: StreamEvent[]): StreamEvent[] {
  const padding = " \n\t";
  const pad = (holder: JsonObject | undefined): void => {
    // Only calls of functions: the events of other calls that have arguments stay as they are.
    if (holder?.["type"] === "mcp_call") return;
    const text = stringAt(holder, "arguments");
    if (holder !== undefined && text?.endsWith("}")) holder["arguments"] = text + padding;
  };
  for (const final of finalOutput(events)) pad(final);
  return renumber(
    events.flatMap((event) => {
      if (event.type === "response.output_item.done") pad(objectAt(event, "item"));
      if (event.type !== "response.function_call_arguments.done") return [event];
      const whole = stringAt(event, "arguments")?.endsWith("}") === true;
      pad(event);
      const { item_id, output_index } = event;
      const type = "response.function_call_arguments.delta";
      return whole ? [{ type, item_id, output_index, delta: padding }, event] : [event];
    }),
  );
}

/** Answers whose texts are cut in another way, or that hold other texts. */
export const textVariants = variantsOf({
  "deltas-of-one-character": variant(
    "Every delta is one character.",
    cut((text) => [...text]),
  ),
  "delta-giant": variant(
    "Every text is sent in one delta.",
    cut((text) => [text]),
  ),
  "deltas-empty": variant(
    "Empty deltas precede, separate and follow the other deltas.",
    cut((_, deltas) => ["", ...deltas.flatMap((delta) => [delta, ""])]),
  ),
  "text-empty": variant(
    "Each message has one more part, with an empty text and no deltas.",
    part("output_text", []),
  ),
  "text-of-every-plane": variant(
    "Each message has one more part, with characters of every Unicode plane.",
    part("output_text", everyPlane),
  ),
  "text-like-protocol": variant(
    "Each message has one more part, with a text that looks like frames of a stream.",
    part("output_text", [
      "\n\ndata: [DONE]\n\n",
      'event: error\r\ndata: {"type":"error"}',
      "\\u0000",
    ]),
  ),
  "refusal-parts": variant(
    "Each message has one more part, a refusal.",
    part("refusal", ["I ", "will not."]),
  ),
  "text-annotations": variant("Each text has two citations.", {
    events: annotate,
  }),
  "arguments-padded": variant("White space follows the arguments of a call.", {
    events: padArguments,
  }),
  "obfuscation-varies": variant("The padding of a delta differs in every replay.", {
    replay: (events) =>
      events.map((event, index) =>
        "obfuscation" in event ? { ...event, obfuscation: "x".repeat(1 + (index % 5)) } : event,
      ),
  }),
});
