import { endingOf } from "../events/build.ts";
import type { StreamEvent } from "../types.ts";
import type { FaultContext, Head, Hooks, Quirk } from "./types.ts";

/** One value that the server gave to a hook. It is kept as text where a hook may change it in place. */
type Given =
  | { hook: "request"; text: string }
  | { hook: "events"; text: string; ending: string | undefined; context: FaultContext }
  | { hook: "replay" | "body" | "frames" | "messages"; text: string; context: FaultContext }
  | { hook: "bytes" | "encode"; chunks: Buffer[]; context: FaultContext }
  | { hook: "pieces"; chunk: Buffer }
  | { hook: "head"; head: Head; context: FaultContext };

/** All that a server asked of its hooks while it answered some requests. */
export interface Asked {
  given: Given[];
  quirks: Set<Quirk>;
  /** It streamed a new answer: there the bytes may stop coming. */
  streamed: boolean;
}

export const nothingAsked = (): Asked => ({ given: [], quirks: new Set(), streamed: false });

/** Hooks that edit nothing and write down what they are asked, in what `now` gives. */
export function observer(now: () => Asked): Hooks {
  const note = (given: Given): void => void now().given.push(given);
  return {
    asked: (quirk) => void now().quirks.add(quirk),
    request(body) {
      note({ hook: "request", text: JSON.stringify(body) });
      return body;
    },
    events(events, context) {
      const ending = endingText(events);
      note({ hook: "events", text: JSON.stringify(events), ending, context });
      return events;
    },
    replay(events, context) {
      note({ hook: "replay", text: JSON.stringify(events), context });
      return events;
    },
    body(json, context) {
      note({ hook: "body", text: JSON.stringify(json), context });
      return json;
    },
    frames(frames, context) {
      if (context.route === "create") now().streamed = true;
      note({ hook: "frames", text: JSON.stringify(frames), context });
      return frames;
    },
    messages(messages, context) {
      now().streamed = true;
      note({ hook: "messages", text: JSON.stringify(messages), context });
      return messages;
    },
    bytes(chunks, context) {
      note({ hook: "bytes", chunks, context });
      return chunks;
    },
    encode(chunks, context) {
      note({ hook: "encode", chunks, context });
      return undefined;
    },
    pieces(chunk) {
      note({ hook: "pieces", chunk });
      return [chunk];
    },
    head(head, context) {
      note({ hook: "head", head, context });
      return head;
    },
  };
}

const endingText = (events: readonly StreamEvent[]): string | undefined =>
  JSON.stringify(endingOf(events));

/**
 * Whether a fault or a variant would have changed any of these answers. Hooks are pure and the server sends the same every
 * time, so that where no hook changes a thing and no quirk is looked up, it says what the conforming one says.
 */
export function reaches(fault: Hooks, { given, quirks, streamed }: Asked): boolean {
  // How a connection carries its bytes shows wherever something is streamed.
  if ((fault.timing !== undefined || fault.compress === true) && streamed) return true;
  if (fault.quirks?.some((quirk) => quirks.has(quirk))) return true;
  const replayed = given.some(({ hook }) => hook === "replay");
  return given.some((one) => changes(fault, one, replayed));
}

function changes(fault: Hooks, one: Given, replayed: boolean): boolean {
  switch (one.hook) {
    case "request":
      return edits(one.text, fault.request?.bind(fault));
    case "events": {
      const edited = fault.events?.(JSON.parse(one.text) as StreamEvent[], one.context);
      if (edited === undefined) return false;
      const { stream, background } = one.context.sent;
      // An answer that is only sent as JSON shows nothing but how it ends.
      return stream === true || background === true || replayed
        ? JSON.stringify(edited) !== one.text
        : endingText(edited) !== one.ending;
    }
    case "replay":
    case "body":
    case "frames":
    case "messages": {
      const hook = fault[one.hook]?.bind(fault) as
        | ((value: never, context: FaultContext) => unknown)
        | undefined;
      return edits(one.text, hook && ((value: never) => hook(value, one.context)));
    }
    case "bytes": {
      const edited = fault.bytes?.([...one.chunks], one.context);
      return edited !== undefined && !sameChunks(edited, one.chunks);
    }
    case "encode":
      return fault.encode?.([...one.chunks], one.context) !== undefined;
    case "pieces": {
      const cut = fault.pieces?.(one.chunk);
      return cut !== undefined && !sameChunks(cut, [one.chunk]);
    }
    case "head": {
      const head = fault.head?.(one.head, one.context);
      return head !== undefined && JSON.stringify(head) !== JSON.stringify(one.head);
    }
  }
}

/** Whether an edit of a JSON value changes its text. It gets a copy. */
function edits(text: string, edit: ((value: never) => unknown) | undefined): boolean {
  return edit !== undefined && JSON.stringify(edit(JSON.parse(text) as never)) !== text;
}

const sameChunks = (a: readonly Buffer[], b: readonly Buffer[]): boolean =>
  a.length === b.length && a.every((chunk, index) => b[index]?.equals(chunk) === true);
