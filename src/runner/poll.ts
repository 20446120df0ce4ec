import { stringAt } from "../json/json.ts";
import { conditionsHold } from "../scenario/expect.ts";
import { UnresolvedReference, type ReferenceContext } from "../scenario/references.ts";
import type { Step } from "../scenario/types.ts";
import type { Client } from "./client.ts";
import type { Exchange } from "./exchange.ts";

/** The first pause in milliseconds; each further one is twice as long, up to what the step asks for. */
const firstPause = 25;

/** A step that is sent again until its response is as wanted. */
export interface Polling {
  /** Waits and says whether the request is to be sent again. */
  again(exchange: Exchange): Promise<boolean>;
  /** Whether a response is as wanted. */
  reached(exchange: Exchange): boolean;
  /** Why the wait was given up, if it was. */
  gaveUp(): string | undefined;
}

/**
 * Polls for a step. A step without `poll` is sent once; a refusal, a broken answer or an interruption ends the wait, as
 * there is nothing to wait for then.
 */
export function startPolling(
  { id, poll }: Step,
  client: Pick<Client, "pause" | "backgroundLimit">,
  context: ReferenceContext,
): Polling {
  const limit = poll?.limit ?? client.backgroundLimit / 1000;
  const startedAt = performance.now();
  let pause = firstPause;
  let gaveUp: string | undefined;
  const reached = ({ observed }: Exchange): boolean => {
    if (!poll || !observed?.response) return false;
    try {
      return conditionsHold(poll.until, observed.response, context);
    } catch (error) {
      // The expectations say what cannot be resolved.
      if (error instanceof UnresolvedReference) return true;
      throw error;
    }
  };
  return {
    gaveUp: () => gaveUp,
    reached,
    async again(exchange) {
      const { aborted, observed } = exchange;
      if (!poll || aborted || !observed?.response || observed.status >= 400) return false;
      if (reached(exchange)) return false;
      if (performance.now() - startedAt > limit * 1000) {
        const status = stringAt(observed.response, "status") ?? "missing";
        const raise = poll.limit === undefined ? "--timeout-background" : "poll.limit of the step";
        gaveUp = `step ${id}: after ${limit} s of polling, the status was still ${status}. ${raise} raises the limit`;
        return false;
      }
      await client.pause(pause);
      pause = Math.min(pause * 2, poll.every * 1000);
      return true;
    },
  };
}
