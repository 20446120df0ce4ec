import { diffJson, type Difference } from "../../json/diff.ts";
import type { Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { Dialect } from "../../dialect/dialect.ts";
import type { Evidence } from "../../engine/rule.ts";

/**
 * Fields that may differ between a stored response and what was streamed of it: obfuscation is padding that is drawn anew,
 * OpenAI encrypts reasoning anew each time, log probabilities are only sent where the request includes them, and
 * OpenAI's servers say who pays (`billing`) in JSON answers only.
 */
const volatile = /\/(obfuscation|encrypted_content|logprobs|fingerprint)$|^\/billing$/;

const none = (value: Json | undefined): boolean => (value ?? null) === null;

/** The first difference that counts between an original and what was stored of it. */
export function storedDifference(
  original: Json | undefined,
  stored: Json | undefined,
  dialect: Dialect,
): Difference | undefined {
  const differences = diffJson(original, stored, {
    limit: Infinity,
    ignore: (pointer) => volatile.test(pointer),
  });
  return differences.find(
    ({ left, right }) => !(dialect.facts.absentForNull && none(left) && none(right)),
  );
}

/** Evidence of a difference. */
export const evidenceOf = ({ pointer, left, right }: Difference): Evidence => ({
  pointer,
  expected: show(left),
  actual: show(right),
});
