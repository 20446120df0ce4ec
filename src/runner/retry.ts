import type { HeadInfo } from "../engine/exchange.ts";

/** Longest pause that a Retry-After header can ask for, in milliseconds. Who asks for more is taken at its first word. */
const longestPause = 60_000;

/** Pause before the first retry, in milliseconds, if the endpoint names none. */
const firstPause = 500;

/**
 * Milliseconds that a Retry-After header asks for: a number of seconds, or a date.
 * @param now milliseconds since 1970
 */
export function retryAfter(
  value: string | undefined,
  now: number = Date.now(),
): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * How long to wait before sending again, in milliseconds; undefined when it would be too long.
 * @param tried how many retries went before
 * @param head the answer that asked for patience, if one came
 */
export function pauseBefore(
  tried: number,
  head: HeadInfo | undefined,
  first: number = firstPause,
): number | undefined {
  const asked = retryAfter(head?.headers["retry-after"]);
  const pause = asked ?? first * 2 ** tried;
  return pause > longestPause ? undefined : pause;
}

/** Waits; ends early, without error, when the signal says so. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener("abort", wake, { once: true });
  });
}
