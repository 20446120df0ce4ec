import { faultsOf, on } from "../../engine/fault.ts";
import { onEvents } from "../../tape/edits.ts";
import rule from "./no-lone-surrogate.ts";

export default faultsOf(rule, {
  split: {
    "an emoji is cut in two": on(
      "unicode",
      onEvents((events) => {
        const deltas = events.flatMap(({ payload }) =>
          payload !== "[DONE]" && typeof payload["delta"] === "string" ? [payload] : [],
        );
        const [first, second] = deltas.slice(0, 2);
        if (!first || !second) throw new Error("the tape has no two deltas");
        const whole = `${String(first["delta"])}${String(second["delta"])}`;
        const cut = whole.indexOf("😀") + 1;
        first["delta"] = whole.slice(0, cut);
        second["delta"] = whole.slice(cut);
        return events;
      }),
    ),
  },
});
