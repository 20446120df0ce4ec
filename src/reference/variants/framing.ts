import { variant, variantsOf } from "./types.ts";

const isDone = (frame: string): boolean => frame.startsWith("data: [DONE]");
const each =
  (edit: (frame: string, index: number) => string) =>
  (frames: string[]): string[] =>
    frames.map(edit);
const endings = ["\n", "\r\n", "\r"];

/** A comment that says no more than that the stream lives. */
const wait = ": wait\n\n";

/** Ways to frame the same events, and to cut the same bytes. */
export const framingVariants = variantsOf({
  "line-ends-crlf": variant("Lines end with CR LF.", {
    frames: each((frame) => frame.replaceAll("\n", "\r\n")),
  }),
  "line-ends-cr": variant("Lines end with CR.", {
    frames: each((frame) => frame.replaceAll("\n", "\r")),
  }),
  "line-ends-mixed": variant("Lines end with LF, CR LF and CR in turns.", {
    frames: each((frame, index) => frame.replaceAll("\n", endings[index % 3] ?? "\n")),
  }),
  "comment-lines": variant("Comments are sent before, inside and after frames.", {
    frames: each((frame) => `: note\n${frame.replace("\ndata:", "\n:\ndata:")}:\n\n`),
  }),
  "comment-last": variant("A comment follows [DONE].", {
    frames: each((frame) => (isDone(frame) ? `${frame}: bye\n\n` : frame)),
  }),
  "byte-order-mark": variant("The stream begins with a byte order mark.", {
    frames: each((frame, index) => (index === 0 ? `\uFEFF${frame}` : frame)),
  }),
  "data-lines": variant(
    "Each data payload is split into several data lines, between its members.",
    {
      frames: each((frame) =>
        frame.replace(
          /^data: \{(.*)\}$/m,
          (_, members: string) =>
            `data: {\ndata: ${members.replace(/,"(\w+)":/, ',\ndata:"$1":')}\ndata: }`,
        ),
      ),
    },
  ),
  "no-space": variant("No space follows the colons of the fields.", {
    frames: each((frame) => frame.replaceAll(/^(event|data): /gm, "$1:")),
  }),
  "event-line-last": variant("The event line follows the data line.", {
    frames: each((frame) => frame.replace(/^(event: .*)\n(data: .*)\n/, "$2\n$1\n")),
  }),
  "blank-lines": variant("Several blank lines separate frames and precede the first frame.", {
    frames: each((frame, index) => `${index === 0 ? "\n\n" : ""}${frame}\n\n`),
  }),
  "retry-lines": variant(
    "The stream sets the reconnection time, in a separate frame and within other frames.",
    {
      frames: each(
        (frame, index) => `${index === 0 ? "retry: 3000\n\n" : ""}retry: 1000\n${frame}`,
      ),
    },
  ),
  "unknown-fields": variant("Frames have lines with unknown fields.", {
    frames: each((frame) => `x-shard: 7\n${frame}`),
  }),
  "event-line-for-done": variant("The frame of [DONE] has an event line.", {
    frames: each((frame) => (isDone(frame) ? `event: done\n${frame}` : frame)),
  }),
  "byte-by-byte": variant("The stream is written byte by byte.", {
    pieces: (chunk) => Array.from(chunk, (byte) => Buffer.of(byte)),
  }),
  "uneven-pieces": variant("The stream is written in pieces of one to seven bytes.", {
    pieces: (chunk) => {
      const pieces: Buffer[] = [];
      for (let [from, size] = [0, 1]; from < chunk.length; from += size, size = (size % 7) + 1)
        pieces.push(chunk.subarray(from, from + size));
      return pieces;
    },
  }),
  "one-write": variant("The whole stream is written at once.", {
    bytes: (chunks) => [Buffer.concat(chunks)],
  }),
  "slow-with-comments": variant(
    "The model takes more than a second, and comments keep the stream alive.",
    {
      // Eleven pauses before the third frame: more than a second without an event.
      frames: each((frame, index) => (index === 2 ? `${wait.repeat(11)}${frame}` : frame)),
      pieces: (chunk) => {
        const pieces: Buffer[] = [];
        let rest = chunk;
        for (; rest.indexOf(wait) === 0; rest = rest.subarray(wait.length))
          pieces.push(Buffer.from(wait));
        return [...pieces, rest];
      },
      pauseMs: 100,
    },
  ),
});
