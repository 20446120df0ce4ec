import { faultsOf, on } from "../../engine/fault.ts";
import { patch } from "../../tape/edits.ts";
import rule from "./no-lone-surrogate.ts";

export default faultsOf(rule, {
  split: {
    "an emoji is split between two deltas": on("unicode", [
      patch("response.output_text.delta", 0, "/delta", "Grüße \ud83d"),
      patch("response.output_text.delta", 1, "/delta", "\ude00👍🏽"),
    ]),
  },
});
