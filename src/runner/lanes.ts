import { jsonIn, stringAt } from "../json/json.ts";
import { sizeOf } from "../wire/messages.ts";
import type { Message } from "../wire/types.ts";

/** A message that came while another turn was read. `at`: when, by `performance.now()`. */
export interface Early {
  message: Message;
  at: number;
}

/** Keeps the messages of lanes whose turns are not read yet, while turns of one WebSocket are answered at the same time. */
export interface Lanes {
  /** A request went ahead: the messages of its lane wait for its turn. */
  expect(lane: string | undefined): void;
  /** The turn of a request begins. @returns the messages of its lane that came before */
  begin(lane: string | undefined): Early[];
  /** Keeps a message if it belongs to the lane of another turn that was asked for. */
  keep(message: Message, own: string | undefined): boolean;
  /** Bytes that were kept. */
  readonly bytes: number;
}

export function createLanes(): Lanes {
  /** Lanes of the requests that went ahead, in their order. */
  const ahead: string[] = [];
  const early = new Map<string, Early[]>();
  let bytes = 0;
  return {
    expect: (lane) => void (lane !== undefined && ahead.push(lane)),
    begin(lane) {
      const at = lane === undefined ? -1 : ahead.indexOf(lane);
      if (at >= 0) ahead.splice(at, 1);
      const came = early.get(lane ?? "") ?? [];
      early.delete(lane ?? "");
      return came;
    },
    keep(message, own) {
      if (ahead.length === 0 || message.kind !== "text") return false;
      const lane = stringAt(jsonIn(message.text), "stream_id");
      if (lane === undefined || lane === own || !ahead.includes(lane)) return false;
      bytes += sizeOf(message);
      const kept = early.get(lane);
      if (kept) kept.push({ message, at: performance.now() });
      else early.set(lane, [{ message, at: performance.now() }]);
      return true;
    },
    get bytes() {
      return bytes;
    },
  };
}
