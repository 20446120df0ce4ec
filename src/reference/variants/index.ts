import { framingVariants } from "./framing.ts";
import { httpVariants } from "./http.ts";
import { itemVariants } from "./items.ts";
import { jsonVariants } from "./json.ts";
import { responseVariants } from "./responses.ts";
import { textVariants } from "./texts.ts";
import type { Variant } from "./types.ts";
import { websocketVariants } from "./websocket.ts";

/** Every conforming variant the server can be started as. */
export const variants: readonly Variant[] = [
  ...framingVariants,
  ...httpVariants,
  ...jsonVariants,
  ...textVariants,
  ...itemVariants,
  ...responseVariants,
  ...websocketVariants,
];

/** A variant by its id. @throws Error that lists the ids */
export function variantById(id: string): Variant {
  const found = variants.find((variant) => variant.id === id);
  if (found !== undefined) return found;
  const ids = variants.map((variant) => variant.id).join(", ");
  throw new Error(`there is no variant "${id.slice(0, 80)}"; there are ${ids}`);
}
