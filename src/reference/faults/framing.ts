import { breaks, family } from "./edits.ts";

const isDone = (frame: string): boolean => frame.startsWith("data: [DONE]");
const isDelta = (frame: string): boolean => /^event: \S+\.delta\n/.test(frame);

/** Index of the first delta, or of the first frame if there is none. */
function firstDelta(frames: readonly string[]): number {
  return Math.max(0, frames.findIndex(isDelta));
}

/** Edits one frame in the middle of the stream. */
function onOne(edit: (frame: string) => string): (frames: string[]) => string[] {
  return (frames) =>
    frames.map((frame, index) =>
      index === firstDelta(frames) && !isDone(frame) ? edit(frame) : frame,
    );
}

/** Puts a broken copy of a frame before it, so that no event is lost. */
function beforeOne(edit: (frame: string) => string): (frames: string[]) => string[] {
  return (frames) =>
    frames.flatMap((frame, index) =>
      index === firstDelta(frames) && !isDone(frame) ? [edit(frame), frame] : [frame],
    );
}

/** Frames and bytes of a stream. */
export const framingFaults = family("sse", {
  "event-name-missing": breaks("sse/event-name", {
    title: "Frames have no event line.",
    frames: (frames) => frames.map((frame) => frame.replace(/^event: .*\n/, "")),
  }),
  "event-name-differs": breaks("sse/event-name", {
    title: "The event line says message instead of the type.",
    frames: (frames) => frames.map((frame) => frame.replace(/^event: .*\n/, "event: message\n")),
  }),
  "id-lines": breaks("sse/no-id", {
    title: "Frames carry id lines.",
    frames: (frames) => frames.map((frame, index) => `id: ${index}\n${frame}`),
  }),
  "done-missing": breaks("sse/done-sentinel", {
    title: "The stream ends without [DONE].",
    legalIn: ["openai"],
    frames: (frames) => frames.filter((frame) => !isDone(frame)),
  }),
  "done-twice": breaks("sse/done-sentinel", {
    title: "[DONE] is sent twice.",
    frames: (frames) => frames.flatMap((frame) => (isDone(frame) ? [frame, frame] : [frame])),
  }),
  "done-before-terminal": breaks("sse/done-sentinel", {
    title: "[DONE] comes before the terminal event.",
    frames: (frames) => [...frames.slice(0, -2), ...frames.slice(-2).reverse()],
  }),
  "done-quoted": breaks("sse/done-sentinel", {
    title: "[DONE] is sent as a JSON string.",
    legalIn: ["openai"],
    frames: (frames) => frames.map((frame) => (isDone(frame) ? 'data: "[DONE]"\n\n' : frame)),
  }),
  "last-event-unterminated": breaks("sse/framing", {
    title: "The blank line after the last frame is missing.",
    frames: (frames) =>
      frames.map((frame, index) => (index === frames.length - 1 ? frame.trimEnd() : frame)),
  }),
  "blank-line-missing": breaks("sse/json-data", {
    title: "Two events are not separated by a blank line.",
    frames: onOne((frame) => frame.replace(/\n\n$/, "\n")),
  }),
  "data-cut": breaks("sse/json-data", {
    title: "A frame is sent before its JSON is complete.",
    frames: beforeOne((frame) => `${frame.trimEnd().slice(0, -4)}\n\n`),
  }),
  "data-twice": breaks("sse/json-data", {
    title: "A data payload has two JSON objects.",
    frames: beforeOne((frame) => frame.replace(/^data: (.*)$/m, "data: $1$1")),
  }),
  "data-array": breaks("sse/json-data", {
    title: "A data payload is a JSON array.",
    frames: beforeOne((frame) => frame.replace(/^data: (.*)$/m, "data: [$1]")),
  }),
  "type-missing": breaks("sse/json-data", {
    title: "A payload has no type; only the event line has it.",
    frames: beforeOne((frame) => frame.replace(/"type":"response\.[\w.]+",/, "")),
  }),
  "bytes-not-utf8": breaks("sse/utf8", {
    title: "A frame has bytes that are not UTF-8.",
    bytes: (chunks) => {
      // In a separate field, so that no text changes.
      const at = firstDelta(chunks.map((chunk) => chunk.toString("utf8")));
      const place = (chunks[at]?.indexOf("{") ?? -1) + 1;
      const field = Buffer.concat([
        Buffer.from('"x_note":"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('",'),
      ]);
      return chunks.map((chunk, index) =>
        index === at && place > 0
          ? Buffer.concat([chunk.subarray(0, place), field, chunk.subarray(place)])
          : chunk,
      );
    },
  }),
  "chat-chunks": breaks("sse/no-chat-chunks", {
    title: "A chat.completion.chunk frame is mixed into the stream.",
    frames: (frames) => [
      ...frames.slice(0, 2),
      'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":""}}]}\n\n',
      ...frames.slice(2),
    ],
  }),
});
