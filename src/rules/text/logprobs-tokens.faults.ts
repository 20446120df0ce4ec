import { faultsOf, on } from "../../engine/fault.ts";
import { chain, patch, patchBody, patchRequest } from "../../tape/edits.ts";
import rule from "./logprobs-tokens.ts";

const include = ["message.output_text.logprobs"];
const entry = (token: string, bytes: number[] | null = [...Buffer.from(token)]) => ({
  token,
  logprob: -0.25,
  bytes,
  top_logprobs: [],
});
const part = "/output/0/content/0";

export default faultsOf(rule, {
  missing: {
    "they are requested, and the streamed text has none": on("text", [patchRequest({ include })]),
    "they are requested, and the plain text has none": on("plain", [patchRequest({ include })]),
    "they are requested, and the plain text has null": on("plain", [
      chain(patchRequest({ include }), patchBody(`${part}/logprobs`, undefined)),
    ]),
  },
  differs: {
    "deltas and the finished text name another token": on("logprobs", [
      patch("response.output_text.delta", 1, "/logprobs/0/token", "?"),
      patch("response.output_text.delta", 1, "/logprobs/0/bytes", [63]),
      patch("response.output_text.done", 0, "/logprobs/1/token", "?"),
      patch("response.output_text.done", 0, "/logprobs/1/bytes", [63]),
    ]),
    "a plain text has those of its first token alone": on("plain", [
      patchBody(`${part}/logprobs`, [entry("Hel")]),
    ]),
    "the bytes of two tokens make up another character": on("plain", [
      patchBody(`${part}/text`, "\u{1f600}"),
      patchBody(`${part}/logprobs`, [entry("\ufffd", [240, 159]), entry("\ufffd", [152, 129])]),
    ]),
    "the tokens of a plain text lack their blanks": on("plain", [
      patchBody(`${part}/text`, "Hello you"),
      patchBody(`${part}/logprobs`, [entry("Hello"), entry("you")]),
    ]),
    "the name of the token that ends the turn is listed": on("plain", [
      patchBody(`${part}/logprobs`, [entry("Hello."), entry("<|im_end|>")]),
    ]),
  },
});
