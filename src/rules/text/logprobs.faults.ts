import { faultsOf } from "../../engine/fault.ts";
import { chain, patch } from "../../tape/edits.ts";
import rule from "./logprobs.ts";

export default faultsOf(rule, {
  "one delta has no log probabilities": {
    tape: "logprobs",
    edit: patch("response.output_text.delta", 1, "/logprobs", []),
    finds: "missing",
  },
  "only the part has log probabilities": {
    tape: "text",
    edit: patch("response.content_part.done", 0, "/part/logprobs", [
      { token: "The", logprob: -0.1, bytes: [84, 104, 101], top_logprobs: [] },
    ]),
    finds: "missing",
  },
  "the finished text gives a token another probability": {
    tape: "logprobs",
    edit: patch("response.output_text.done", 0, "/logprobs/1/logprob", -7),
    finds: "differs",
  },
  "the finished text lacks one": {
    tape: "logprobs",
    edit: patch("response.output_text.done", 0, "/logprobs/1", undefined),
    finds: "differs",
  },
  "the finished text lacks the last one": {
    tape: "logprobs",
    edit: patch("response.output_text.done", 0, "/logprobs/2", undefined),
    finds: "differs",
  },
  "the finished text has one more": {
    tape: "logprobs",
    edit: patch("response.output_text.done", 0, "/logprobs/3", {
      token: "!",
      logprob: -1,
      bytes: [33],
      top_logprobs: [],
    }),
    finds: "differs",
  },
  "the first token is another one in the finished text": {
    tape: "logprobs",
    edit: patch("response.output_text.done", 0, "/logprobs/0/token", "Hal"),
    finds: "differs",
  },
  "the finished text leaves a token out, but not its probability": {
    tape: "logprobs",
    edit: patch("response.output_text.done", 0, "/logprobs/1/token", undefined),
    finds: "differs",
    alsoFires: ["schema/event"],
  },
  "only the part has log probabilities of the whole text, and others than the deltas": {
    tape: "logprobs",
    edit: chain(
      patch("response.output_text.done", 0, "/logprobs", []),
      patch("response.content_part.done", 0, "/part/logprobs/1/logprob", -7),
    ),
    finds: "differs",
  },
});
