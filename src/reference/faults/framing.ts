import { family } from "./edits.ts";

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
export const framingFaults = family("sse", [
  {
    id: "event-name-missing",
    title: "Frames have no event line.",
    breaks: "sse/event-name",
    frames: (frames) => frames.map((frame) => frame.replace(/^event: .*\n/, "")),
  },
  {
    id: "event-name-differs",
    title: "The event line says message instead of the type.",
    breaks: "sse/event-name",
    frames: (frames) => frames.map((frame) => frame.replace(/^event: .*\n/, "event: message\n")),
  },
  {
    id: "id-lines",
    title: "Frames carry id lines.",
    breaks: "sse/no-id",
    frames: (frames) => frames.map((frame, index) => `id: ${index}\n${frame}`),
  },
  {
    id: "done-missing",
    title: "The stream ends without [DONE].",
    breaks: "sse/done-sentinel",
    legalIn: ["openai"],
    frames: (frames) => frames.filter((frame) => !isDone(frame)),
  },
  {
    id: "done-twice",
    title: "[DONE] is sent twice.",
    breaks: "sse/done-sentinel",
    frames: (frames) => frames.flatMap((frame) => (isDone(frame) ? [frame, frame] : [frame])),
  },
  {
    id: "done-before-terminal",
    title: "[DONE] comes before the terminal event.",
    breaks: "sse/done-sentinel",
    frames: (frames) => [...frames.slice(0, -2), ...frames.slice(-2).reverse()],
  },
  {
    id: "done-quoted",
    title: "[DONE] is sent as a JSON string.",
    breaks: "sse/done-sentinel",
    legalIn: ["openai"],
    frames: (frames) => frames.map((frame) => (isDone(frame) ? 'data: "[DONE]"\n\n' : frame)),
  },
  {
    id: "last-event-unterminated",
    title: "The blank line after the last frame is missing.",
    breaks: "sse/framing",
    frames: (frames) =>
      frames.map((frame, index) => (index === frames.length - 1 ? frame.trimEnd() : frame)),
  },
  {
    id: "blank-line-missing",
    title: "Two events are not separated by a blank line.",
    breaks: "sse/json-data",
    frames: onOne((frame) => frame.replace(/\n\n$/, "\n")),
  },
  {
    id: "data-cut",
    title: "A frame is sent too early, its JSON not finished.",
    breaks: "sse/json-data",
    frames: beforeOne((frame) => `${frame.trimEnd().slice(0, -4)}\n\n`),
  },
  {
    id: "data-twice",
    title: "A data payload holds two JSON objects.",
    breaks: "sse/json-data",
    frames: beforeOne((frame) => frame.replace(/^data: (.*)$/m, "data: $1$1")),
  },
  {
    id: "data-array",
    title: "A data payload is a JSON array.",
    breaks: "sse/json-data",
    frames: beforeOne((frame) => frame.replace(/^data: (.*)$/m, "data: [$1]")),
  },
  {
    id: "type-missing",
    title: "A payload has no type; only the event line names it.",
    breaks: "sse/json-data",
    frames: beforeOne((frame) => frame.replace(/"type":"response\.[\w.]+",/, "")),
  },
  {
    id: "bytes-not-utf8",
    title: "A frame holds bytes that are not UTF-8.",
    breaks: "sse/utf8",
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
  },
  {
    id: "chat-chunks",
    title: "A chat.completion.chunk frame is mixed into the stream.",
    breaks: "sse/no-chat-chunks",
    frames: (frames) => [
      ...frames.slice(0, 2),
      'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":""}}]}\n\n',
      ...frames.slice(2),
    ],
  },
]);
