import { faultsOf, on } from "../../engine/fault.ts";
import { patch } from "../../tape/edits.ts";
import rule from "./logprobs.ts";

export default faultsOf(rule, {
  missing: {
    "one delta has no log probabilities": on("logprobs", [
      patch("response.output_text.delta", 1, "/logprobs", []),
    ]),
    "only the part has log probabilities": on("text", [
      patch("response.content_part.done", 0, "/part/logprobs", [
        { token: "The", logprob: -0.1, bytes: [84, 104, 101], top_logprobs: [] },
      ]),
    ]),
  },
  differs: {
    "the finished text gives a token another probability": on("logprobs", [
      patch("response.output_text.done", 0, "/logprobs/1/logprob", -7),
    ]),
    "the finished text has one entry less": on("logprobs", [
      patch("response.output_text.done", 0, "/logprobs/1", undefined),
    ]),
    "the finished text has no last entry": on("logprobs", [
      patch("response.output_text.done", 0, "/logprobs/2", undefined),
    ]),
    "the finished text has one entry more": on("logprobs", [
      patch("response.output_text.done", 0, "/logprobs/3", {
        token: "!",
        logprob: -1,
        bytes: [33],
        top_logprobs: [],
      }),
    ]),
    "the first token differs in the finished text": on("logprobs", [
      patch("response.output_text.done", 0, "/logprobs/0/token", "Hal"),
    ]),
    "the finished text has a probability without its token": on(
      "logprobs",
      [patch("response.output_text.done", 0, "/logprobs/1/token", undefined)],
      { alsoFires: ["schema/event"] },
    ),
    "only the part has log probabilities of the whole text, and they differ from the deltas": on(
      "logprobs",
      [
        patch("response.output_text.done", 0, "/logprobs", []),
        patch("response.content_part.done", 0, "/part/logprobs/1/logprob", -7),
      ],
    ),
  },
});
