import type { Finding } from "../../result/finding.ts";
import type { Trace } from "../../result/trace.ts";
import { createTracer, namedBy, type TraceOptions } from "../../runner/trace.ts";
import type { TapeForm } from "../../tape/tape.ts";
import type { CapturedExchange } from "./capture.ts";

/** Most bytes of a body that comes but once (standard input) that are held for its trace. */
const heldBytes = 32 * 2 ** 20;

/** Gives the body of an exchange: once to be judged and, if there are findings, once more for its trace. */
export interface Body {
  first(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  again(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * A body that can be read but once is held while it is judged, up to a limit; what comes after it is left out of the trace.
 * @param twice false where it is only judged
 */
export function bodyOf(
  { open, once }: Pick<CapturedExchange, "open" | "once">,
  twice: boolean,
): Body {
  if (!once || !twice) return { first: open, again: open };
  const held: Uint8Array[] = [];
  let length = 0;
  return {
    async *first() {
      for await (const chunk of open()) {
        length += chunk.length;
        if (length <= heldBytes) held.push(chunk);
        yield chunk;
      }
    },
    again: () => held,
  };
}

/** The outcome of an exchange. */
interface Judged {
  /** Which exchange of its step it is, from 0. */
  exchange: number;
  form: TapeForm;
  events: number;
  findings: readonly Finding[];
}

/**
 * The trace of an exchange that something was found on.
 * @returns undefined where the body can no longer be read
 */
export async function traceOf(
  { info, head }: CapturedExchange,
  body: Body,
  { findings, ...judged }: Judged,
  options: TraceOptions,
  signal: AbortSignal | undefined,
): Promise<Trace | undefined> {
  const request = info.request?.body;
  const tracer = createTracer(
    { ...judged, request, headers: head?.headers, named: namedBy(findings) },
    options,
  );
  try {
    for await (const chunk of body.again()) {
      tracer.push(chunk);
      if (tracer.done || signal?.aborted) break;
    }
  } catch {
    // The file was there a moment ago, and has been judged: that it is gone now is no reason to lose that.
    return undefined;
  }
  return tracer.end();
}
