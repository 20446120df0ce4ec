import { createSession, type Remembered } from "../engine/exchange.ts";
import type { Client } from "./client.ts";
import type { Exchange, ExchangeOptions } from "./exchange.ts";
import type { Wanted } from "./request.ts";

/** An answer that several scenarios build on, with the responses that it created. */
interface SharedAnswer {
  exchange: Exchange;
  responses: ReadonlyMap<string, Remembered>;
}

/** The shared answers of a run, by what was asked. */
export type SharedAnswers = Map<string, Promise<SharedAnswer>>;

/** What makes two requests the same: all that the endpoint sees of them, who judges, and which attempt it is. */
export function sharedKey(wanted: Wanted, asked: Pick<ExchangeOptions, "dialects">, attempt = 1) {
  const { method, path, body, rawBody, headers, auth } = wanted;
  const judges = asked.dialects.map(({ dialect }) => dialect.name);
  return JSON.stringify([method, path, body, rawBody, headers, auth, judges, attempt]);
}

/**
 * A client for one shared step: what another scenario of the run has asked already is not sent again. Every scenario gets
 * the answer with all that was found in it, so that its verdict does not depend on who came first.
 */
export function sharingClient(client: Client, answers: SharedAnswers): Client {
  let attempt = 0;
  const send = async (wanted: Wanted, asked: ExchangeOptions): Promise<SharedAnswer> => {
    const session = createSession(asked.session);
    const exchange = await client.exchange(wanted, { ...asked, session });
    return { exchange, responses: session.responses };
  };
  return {
    ...client,
    async exchange(wanted, asked) {
      attempt += 1;
      const key = sharedKey(wanted, asked, attempt);
      const answer = answers.get(key) ?? send(wanted, asked);
      answers.set(key, answer);
      const { exchange, responses } = await answer;
      // A copy: what a scenario does to its response must not show in another one.
      for (const [id, remembered] of responses) asked.session?.responses.set(id, { ...remembered });
      const { tape } = exchange;
      return { ...exchange, tape: tape && { ...tape, step: asked.step } };
    },
  };
}
