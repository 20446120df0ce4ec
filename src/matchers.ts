/**
 * A matcher for Vitest and Jest: `expect.extend({ toConform })`, then `await expect(response).toConform()`. It needs
 * neither of them to be there: both call a matcher alike, and both let the types of others be added.
 */
import { conform } from "./library/conform.ts";
import type { ConformMatchers, ConformOptions, MatcherResult, Source } from "./library/types.ts";

export type { ConformMatchers, ConformOptions, MatcherResult } from "./library/types.ts";

/**
 * Passes where an answer breaks no MUST of any dialect asked for, and at least one MUST rule was exercised. Where
 * there is no verdict the test fails, with `.not` too.
 * @param received a fetch `Response` (its body is read), the body whole or in pieces, or the events of a stream
 */
export function toConform(received: Source, options?: ConformOptions): Promise<MatcherResult> {
  return conform(received, options);
}

declare global {
  namespace jest {
    // Vitest's `expect` has what is declared here, as has Jest's global one.
    interface Matchers<R, T = {}> extends ConformMatchers {}
  }
}

// The `expect` that is imported from @jest/globals. In declarations, adding to what is not installed is no error.
declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends ConformMatchers {}
}
