import { faultsOf } from "../../engine/fault.ts";
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
  "an event of the server's own after the end": {
    tape: "text",
    edit: insertAfter("response.completed", 0, { type: "acme:trace" }),
    finds: "after",
  },
  "a keep-alive after the end": {
    tape: "text",
    edit: insertAfter("response.completed", 0, { type: "acme:keepalive" }),
    finds: "after",
  },
  "the item is closed after the end": {
    tape: "text",
    edit: moveBefore("response.completed", 0, "response.output_item.done"),
    finds: "after",
    alsoFires: ["item/added-done-pairing"],
  },
  "an error after the end": {
    tape: "text",
    edit: insertAfter("response.completed", 0, {
      type: "error",
      error: { type: "server_error", code: "server_error", message: "Oops.", param: null },
    }),
    finds: "after",
  },
  "response.in_progress after the end": {
    tape: "text",
    edit: againAtEnd("response.in_progress"),
    finds: "after",
  },
  "response.queued after the end": {
    tape: "queued",
    edit: againAtEnd("response.queued"),
    finds: "after",
  },
  "rate limits after the end": {
    tape: "text",
    edit: insertAfter("response.completed", 0, {
      type: "response.rate_limits.updated",
      rate_limits: [],
    }),
    finds: "after",
    alsoFires: ["schema/unknown-event"], // OpenAI's own servers send them there.
    dialects: ["openresponses"],
  },
});
