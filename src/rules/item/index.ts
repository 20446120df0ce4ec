import type { Rule } from "../../engine/rule.ts";
import addedBeforeUse from "./added-before-use.ts";
import addedDonePairing from "./added-done-pairing.ts";
import doneEqualsOutput from "./done-equals-output.ts";
import doneIsFinal from "./done-is-final.ts";
import extensionPrefix from "./extension-prefix.ts";
import idStable from "./id-stable.ts";
import idUnique from "./id-unique.ts";
import incompleteIsLast from "./incomplete-is-last.ts";
import indexSound from "./index-sound.ts";
import itemPhases from "./phases.ts";
import requiredFields from "./required-fields.ts";
import statusProgression from "./status-progression.ts";
import typeStable from "./type-stable.ts";

/** Output items: announced, named, numbered, finished, and repeated at the end. */
export const itemRules: readonly Rule[] = [
  addedBeforeUse,
  addedDonePairing,
  idStable,
  idUnique,
  indexSound,
  typeStable,
  doneIsFinal,
  statusProgression,
  itemPhases,
  incompleteIsLast,
  doneEqualsOutput,
  extensionPrefix,
  requiredFields,
];
