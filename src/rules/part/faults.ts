export { default as addedBeforeDelta } from "./added-before-delta.faults.ts";
export { default as indexSound } from "./index-sound.faults.ts";
export { default as kindMatches } from "./kind-matches.faults.ts";
export { default as pairing } from "./pairing.faults.ts";
export { default as startsEmpty } from "./starts-empty.faults.ts";
