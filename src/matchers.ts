/**
 * A matcher for Vitest and Jest: `expect.extend({ toConform })`, then `await expect(response).toConform()`. It imports
 * neither of them, because both call a matcher in the same way and accept additional types.
 */
import { conform } from "./library/conform.ts";
import type { ConformMatchers, ConformOptions, MatcherResult, Source } from "./library/types.ts";

export type { ConformMatchers, ConformOptions, MatcherResult } from "./library/types.ts";

/**
 * Passes if the answer violates no MUST of the requested dialects, and at least one MUST rule was exercised. If there is no
 * verdict, the test fails, also with `.not`.
 * @param received a fetch `Response` (its body is read), a body as a whole or in pieces, or the events of a stream
 */
export function toConform(received: Source, options?: ConformOptions): Promise<MatcherResult> {
  return conform(received, options);
}

declare global {
  namespace jest {
    // Vitest's `expect` and Jest's global one have these matchers.
    interface Matchers<R, T = {}> extends ConformMatchers {}
  }
}

// The `expect` of @jest/globals. A declaration may extend a module that is not installed.
declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends ConformMatchers {}
}
