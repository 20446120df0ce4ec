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
