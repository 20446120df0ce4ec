import { assetPath } from "../assets/assets.ts";
import { readTape, tapeSuffix, type Tape } from "../tape/tape.ts";

/** Reads a good tape by its name. */
export const goodTape = (name: string): Promise<Tape> =>
  readTape(assetPath("fixtures", "good", `${name}${tapeSuffix}`));
