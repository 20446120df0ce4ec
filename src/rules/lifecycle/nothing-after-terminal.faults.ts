import { faultsOf, on } from "../../engine/fault.ts";
import {
  find,
  insertAfter,
  moveBefore,
  onEvents,
  renumber,
  type TapeEdit,
  type TapeEvent,
} from "../../tape/edits.ts";
import rule from "./nothing-after-terminal.ts";

/** Sends an event again after the last one. */
const againAtEnd = (type: string): TapeEdit =>
  onEvents((events) => {
    const event = events[find(events, type)] as TapeEvent;
    return renumber(events.toSpliced(-1, 0, structuredClone(event)));
  });

export default faultsOf(rule, {
  after: {
    "an event of the server's own after the end": on(
      "text",
      insertAfter("response.completed", 0, { type: "acme:trace" }),
    ),
    "a keep-alive after the end": on(
      "text",
      insertAfter("response.completed", 0, { type: "acme:keepalive" }),
    ),
    "the item is closed after the end": on(
      "text",
      moveBefore("response.completed", 0, "response.output_item.done"),
      { alsoFires: ["item/added-done-pairing"] },
    ),
    "an error after the end": on(
      "text",
      insertAfter("response.completed", 0, {
        type: "error",
        error: { type: "server_error", code: "server_error", message: "Oops.", param: null },
      }),
    ),
    "response.in_progress after the end": on("text", againAtEnd("response.in_progress")),
    "response.queued after the end": on("queued", againAtEnd("response.queued")),
    // OpenAI's own servers send them there.
    "rate limits after the end": on(
      "text",
      insertAfter("response.completed", 0, {
        type: "response.rate_limits.updated",
        rate_limits: [],
      }),
      { alsoFires: ["schema/unknown-event"], dialects: ["openresponses"] },
    ),
  },
});
