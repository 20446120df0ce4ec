import type { Rule } from "../../engine/rule.ts";
import textAnnotations from "./annotations.ts";
import textDoneEqualsPart from "./done-equals-part.ts";
import textPartEqualsItem from "./part-equals-item.ts";
import textDeltasEqualDone from "./deltas-equal-done.ts";
import textLogprobs from "./logprobs.ts";
import textLogprobsTokens from "./logprobs-tokens.ts";
import textNoLoneSurrogate from "./no-lone-surrogate.ts";
import textNoReplacementCharacter from "./no-replacement-character.ts";
import textShellOutput from "./shell-output.ts";

/** Streamed texts: what the deltas said, and every later copy of it. */
export const textRules: readonly Rule[] = [
  textDeltasEqualDone,
  textDoneEqualsPart,
  textPartEqualsItem,
  textNoLoneSurrogate,
  textNoReplacementCharacter,
  textAnnotations,
  textLogprobs,
  textLogprobsTokens,
  textShellOutput,
];
