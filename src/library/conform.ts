import { checkSource } from "./check.ts";
import type { ConformOptions, Judgement, MatcherResult, Source } from "./types.ts";

/** True if a dialect has no verdict: the answer was not read to its end, or no MUST rule was exercised. */
const isUntested = ({ verdict, conformant }: Judgement): boolean =>
  verdict === "error" || (!conformant && verdict !== "fail");

/** The result of `expect(received).toConform(options)`. @throws Error if there is no verdict */
export async function conform(
  received: Source,
  { strict = false, ...options }: ConformOptions = {},
): Promise<MatcherResult> {
  const { judgements, text } = await checkSource(received, options);
  // A matcher that only said "no" would let `.not` pass on an empty answer.
  if (judgements.some(isUntested)) throw new Error(`toConform has no verdict\n\n${text}`);
  const pass = judgements.every(
    ({ verdict }) => verdict === "pass" || (verdict === "warn" && !strict),
  );
  const subject = options.name ?? "the stream";
  const more = strict ? ", without SHOULD violations" : "";
  const headline = pass
    ? `expected ${subject} to violate a MUST, but it conforms`
    : `expected ${subject} to conform${more}`;
  return { pass, message: () => `${headline}\n\n${text}` };
}
