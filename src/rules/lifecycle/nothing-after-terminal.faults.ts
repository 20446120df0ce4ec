import { faultsOf, on } from "../../engine/fault.ts";
import { insertAfter, moveBefore, repeatAfter } from "../../tape/edits.ts";
import rule from "./nothing-after-terminal.ts";

export default faultsOf(rule, {
  after: {
    "an event with a prefix is sent after the end": on("text", [
      insertAfter("response.completed", 0, { type: "acme:trace" }),
    ]),
    "a keep-alive is sent after the end": on("text", [
      insertAfter("response.completed", 0, { type: "acme:keepalive" }),
    ]),
    "the item is closed after the end": on(
      "text",
      [moveBefore("response.completed", 0, "response.output_item.done")],
      { alsoFires: ["item/added-done-pairing"] },
    ),
    "an error event is sent after the end": on("text", [
      insertAfter("response.completed", 0, {
        type: "error",
        error: { type: "server_error", code: "server_error", message: "Oops.", param: null },
      }),
    ]),
    "response.in_progress is sent after the end": on("text", [
      repeatAfter("response.in_progress", 0, "response.completed"),
    ]),
    "response.queued is sent after the end": on("queued", [
      repeatAfter("response.queued", 0, "response.completed"),
    ]),
    // OpenAI's own servers send them there.
    "rate limits are sent after the end": on(
      "text",
      [
        insertAfter("response.completed", 0, {
          type: "response.rate_limits.updated",
          rate_limits: [],
        }),
      ],
      { alsoFires: ["schema/unknown-event"], dialects: ["openresponses"] },
    ),
  },
});
