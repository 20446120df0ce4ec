import { arrayAt, integerAt, objectAt, textAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { WireEvent } from "../../wire/types.ts";
import { createGrowing, type Growing } from "../../stream/growing.ts";
import { ownItem } from "../../stream/location.ts";
import { isResumed } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { misplacedItem } from "../item/misplaced.ts";

const channels = ["stdout", "stderr"] as const;

interface Printed {
  stdout: Growing;
  stderr: Growing;
  last: WireEvent;
}

export default defineRule({
  id: "text/shell-output",
  title: "The finished output of a shell command is the concatenation of its deltas",
  // The Open Responses document has no shell.
  requirement: { openresponses: "off", openai: "must" },
  spec: ["openai:responses-streaming/response/shell_call_output_content/done"],
  messages: {
    differs: "{{channel}} of the finished output differs from the concatenation of its deltas",
  },
  yieldsTo: [...misplacedItem],
  observe({ state, report, exercised }) {
    const printed = new Map<string | undefined, Printed>();
    const keyOf = (event: WireEvent): string | undefined => {
      const item = ownItem(state, event);
      if (!item?.added || isResumed(state, event)) return undefined;
      return `${item.added.event.index} ${integerAt(event.payload, "command_index") ?? 0}`;
    };
    return {
      "response.shell_call_output_content.delta": (event) => {
        const key = keyOf(event);
        const delta = objectAt(event.payload, "delta");
        if (key === undefined) return;
        const known = printed.get(key) ?? {
          stdout: createGrowing(),
          stderr: createGrowing(),
          last: event,
        };
        for (const channel of channels) known[channel].add(textAt(delta, channel));
        known.last = event;
        printed.set(key, known);
      },
      "response.shell_call_output_content.done": (event) => {
        const key = keyOf(event);
        const known = printed.get(key);
        const output = arrayAt(event.payload, "output");
        if (key === undefined || !output) return;
        printed.delete(key);
        exercised();
        for (const channel of channels) {
          const streamed = known?.[channel].whole() ?? "";
          const pieces = output.map((piece) => textAt(piece, channel));
          // Whether the list holds one command or all of them is not written down: both are good.
          if (pieces.join("") === streamed || pieces.includes(streamed)) continue;
          report("differs", {
            at: event,
            pointer: `/output/0/${channel}`,
            expected: show(streamed),
            actual: show(pieces.join("")),
            related: [known?.last],
            args: { channel },
            key: channel,
          });
        }
      },
    };
  },
});
