import {
  arrayAt,
  elementsAt,
  integerAt,
  isObject,
  objectAt,
  parseJson,
  stringAt,
} from "../json/json.ts";
import type { Exchange } from "./exchange.ts";
import { asked, offerOf, type Offer } from "./offer.ts";
import type { Wanted } from "./request.ts";

/** Sends a probe. */
export type Send = (wanted: Wanted) => Promise<Exchange>;

/** True if the request was served. */
export const served = ({ observed }: Exchange): boolean =>
  observed !== undefined && observed.status < 400 && observed.response !== undefined;

/** What an answer says that the model was shown, in tokens; undefined where it says nothing, or 0. */
function shown({ observed }: Exchange): number | undefined {
  const count = integerAt(objectAt(observed?.response, "usage"), "input_tokens");
  return count !== undefined && count > 0 ? count : undefined;
}

/** True if the model was shown more than without what was asked for. @param plain the same request without it */
export function sawMore(exchange: Exchange, plain: Exchange | undefined): boolean {
  const [more, less] = [shown(exchange), plain && shown(plain)];
  return more !== undefined && less !== undefined && more > less;
}

/** True if both say that the model was shown just as much. */
export function sawTheSame(exchange: Exchange, plain: Exchange | undefined): boolean {
  const [one, other] = [shown(exchange), plain && shown(plain)];
  return one !== undefined && one === other;
}

export const ignored = (exchange: Exchange, how: string): Offer => ({
  kind: "ignored",
  reason: `${how} (${asked(exchange)} answered ${exchange.observed?.status ?? ""})`,
  exchange,
});

const proven = (offer: Offer, how: string): Offer => ({
  kind: "offered",
  reason: `${offer.reason ?? ""}, and ${how}`,
});
const counted = "the answer counts more input tokens than without it";

const called = ({ observed }: Exchange): boolean => (observed?.calls.length ?? 0) > 0;

/** How often the model is asked for what a dull one may leave out once. */
const tries = 2;

/**
 * Whether tools have an effect: the model was shown more with them than without, or calls one when it must.
 * @param forced makes a request that requires a call, `asking` one that asks for it in words
 * @param plain the same request without tools
 */
export async function toolsOffer(
  send: Send,
  first: Exchange,
  { forced, asking }: { forced: () => Wanted; asking: () => Wanted },
  plain: Exchange | undefined,
): Promise<Offer> {
  const offer = offerOf(first, /tool|function/i);
  if (offer.kind !== "offered" || !served(first)) return offer;
  if (called(first)) return proven(offer, "a tool was called");
  if (sawMore(first, plain)) return proven(offer, counted);
  let forcible = true;
  for (let nth = 0; nth < tries && forcible; nth++) {
    const second = await send(forced());
    if (called(second)) return proven(offer, "a tool was called");
    forcible = served(second);
  }
  // Who refuses to be forced says nothing of tools.
  if (!forcible && called(await send(asking()))) return proven(offer, "a tool was called");
  const echo = arrayAt(first.observed?.response, "tools");
  if ((forcible && echo === undefined) || echo?.length === 0)
    return ignored(
      first,
      `no tool was called, not even one that was required, and the response ${echo ? 'has "tools": []' : "has no tools"}`,
    );
  if (forcible && sawTheSame(first, plain))
    return ignored(
      first,
      "the tools have no effect: no call came, not even one that was required, and the answer counts as many input tokens as without tools",
    );
  return offer;
}

/** Whether a format of the text has an effect: the text is JSON, or else the echo says honestly that it is not. */
export function formatOffer(exchange: Exchange, type: string): Offer {
  const offer = offerOf(exchange, /format|schema|json|structured|text/i);
  const { response, text = "" } = exchange.observed ?? {};
  if (offer.kind !== "offered" || !served(exchange)) return offer;
  const parsed = parseJson(text);
  if ("value" in parsed && isObject(parsed.value)) return proven(offer, "the text is JSON");
  const echo = stringAt(objectAt(objectAt(response, "text"), "format"), "type");
  return echo === type
    ? offer
    : ignored(
        exchange,
        `text.format of type ${type} has no effect: the text is not JSON, and the response ${echo === undefined ? "has no text.format" : `says that the format is ${echo}`}`,
      );
}

/** Whether log probabilities are sent when they are asked for. */
export function logprobsOffer(exchange: Exchange): Offer {
  const offer = offerOf(exchange, /logprob|include/i);
  if (offer.kind !== "offered" || !served(exchange)) return offer;
  const parts = elementsAt(exchange.observed?.response, "output").flatMap((item) =>
    elementsAt(item, "content"),
  );
  const texts = parts.filter((part) => stringAt(part, "type") === "output_text");
  if (texts.length === 0) return offer;
  return texts.some((part) => elementsAt(part, "logprobs").length > 0)
    ? proven(offer, "the text has log probabilities")
    : ignored(exchange, "include has no effect: the text has no logprobs");
}

const reasoned = ({ observed }: Exchange): boolean => {
  const output = arrayAt(observed?.response, "output") ?? [];
  const usage = objectAt(objectAt(observed?.response, "usage"), "output_tokens_details");
  return (
    output.some((item) => stringAt(item, "type") === "reasoning") ||
    (integerAt(usage, "reasoning_tokens") ?? 0) > 0
  );
};

/** Whether reasoning has an effect: a reasoning item, or tokens of reasoning. An echo alone proves none. */
export async function reasoningOffer(
  send: Send,
  first: Exchange,
  harder: () => Wanted,
): Promise<Offer> {
  const offer = offerOf(first, /reason|effort|think/i);
  if (offer.kind !== "offered" || !served(first)) return offer;
  const second = reasoned(first) ? first : await send(harder());
  if (!served(second)) return offer;
  return reasoned(second)
    ? proven(offer, "the model reasoned")
    : ignored(
        second,
        "reasoning.effort has no effect: there is no reasoning item and no reasoning token, also with the effort high",
      );
}

/**
 * Whether `previous_response_id` has an effect: the model was shown more with it than without, or knows what it was told.
 * @param plain the same request without it
 * @param remembers asks what an earlier turn told; undefined where that could not be asked
 */
export async function chainOffer(
  first: Exchange,
  plain: Exchange | undefined,
  remembers: () => Promise<boolean | undefined>,
): Promise<Offer> {
  const offer = offerOf(first, /previous|chain|conversation|stor|state/i);
  if (offer.kind !== "offered" || !served(first)) return offer;
  if (sawMore(first, plain)) return proven(offer, counted);
  const known = await remembers();
  if (known === true) return proven(offer, "the model knows the earlier turn");
  if (known === undefined) return offer;
  const echo = stringAt(first.observed?.response, "previous_response_id");
  if (echo === undefined)
    return ignored(
      first,
      "previous_response_id has no effect: the model does not know the earlier turn, and the response has no previous_response_id",
    );
  return sawTheSame(first, plain)
    ? ignored(
        first,
        "previous_response_id has no effect: the model does not know the earlier turn, and the answer counts as many input tokens as without it",
      )
    : offer;
}
