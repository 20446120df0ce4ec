import { faultsOf, on } from "../../engine/fault.ts";
import { patch, rewrite } from "../../tape/edits.ts";
import rule from "./index-sound.ts";

export default faultsOf(rule, {
  gap: {
    "the only part has index 1": on("text", [rewrite('"content_index":0', '"content_index":1')]),
  },
  reused: {
    "both parts have index 0": on("two-parts", [rewrite('"content_index":1', '"content_index":0')]),
  },
  "no-such-part": {
    "a delta has an index that no part has": on("text", [
      patch("response.output_text.delta", 1, "/content_index", 1),
    ]),
    "content_index increases with each delta of a text": on(
      "text",
      [1, 2, 3, 4].map((n) => patch("response.output_text.delta", n, "/content_index", n)),
    ),
    "content_index increases with each delta of raw reasoning": on("reasoning-openai", [
      patch("response.reasoning_text.delta", 1, "/content_index", 1),
    ]),
    "a delta has an index that neither of two parts has": on("two-parts", [
      patch("response.output_text.delta", 3, "/content_index", 5),
    ]),
  },
});
