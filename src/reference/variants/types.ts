import type { Hooks } from "../faults/types.ts";

/** One named way in which a server may differ from the plain one and still conform. */
export interface Variant extends Hooks {
  /** Kebab case, unique. */
  id: string;
  /** What the server does, as a sentence. */
  title: string;
  /** The dialects that it conforms to; both when left out. */
  dialects?: readonly ("openresponses" | "openai")[];
}

type Unnamed = Omit<Variant, "id">;

/** Variants by their ids, in the order in which they are listed and tried. */
export function variantsOf(variants: Record<string, Unnamed>): readonly Variant[] {
  return Object.entries(variants).map(([id, variant]) => ({ ...variant, id }));
}

/** One variant: what the server does, as a sentence, and how it does that. */
export function variant(title: string, rest: Omit<Unnamed, "title">): Unnamed {
  return { ...rest, title };
}
