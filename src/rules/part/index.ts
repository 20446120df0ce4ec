import type { Rule } from "../../engine/rule.ts";
import partAddedBeforeDelta from "./added-before-delta.ts";
import partIndexSound from "./index-sound.ts";
import partKindMatches from "./kind-matches.ts";
import partPairing from "./pairing.ts";
import partStartsEmpty from "./starts-empty.ts";

/** Content and summary parts: opened, numbered, filled with their own kind, and closed. */
export const partRules: readonly Rule[] = [
  partAddedBeforeDelta,
  partPairing,
  partStartsEmpty,
  partIndexSound,
  partKindMatches,
];
