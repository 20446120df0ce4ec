/** A text that grows piece by piece. */
export interface Growing {
  add(piece: string): void;
  /** All of it. */
  whole(): string;
  /** Keeps `copy` instead of its own text, if the two are equal: one string in memory, not two. */
  share(copy: string | undefined): void;
}

/** Pieces that are joined at a time. */
const BATCH = 512;

/**
 * Gathers the pieces of a text in the memory that their characters need.
 * A string that is grown by `+=` stays a tree of its pieces, some sixty bytes for each: over a million deltas of one
 * word that is ten times the text.
 */
export function createGrowing(): Growing {
  let joined: string[] = [];
  let pieces: string[] = [];
  return {
    add(piece) {
      if (pieces.push(piece) < BATCH) return;
      joined.push(pieces.join(""));
      pieces = [];
    },
    whole() {
      const text = [...joined, ...pieces].join("");
      joined = [text];
      pieces = [];
      return text;
    },
    share(copy) {
      if (this.whole() === copy) joined = [copy];
    },
  };
}
