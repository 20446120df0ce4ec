import { routeOf } from "../protocol/routes.ts";
import { wantsRefusal } from "./tags.ts";
import type { Scenario, Step } from "./types.ts";

/** True for a step that creates a response over HTTP. */
export const creates = ({ method, path, socket }: Step): boolean =>
  routeOf(method, path)?.route.name === "create" && !socket;

/** Whether the answer to a step is the same over either transport, as far as its expectations see. */
function isAlike(step: Step): boolean {
  const { headers, body } = step.expect;
  // Only a refusal has a body that is no event: its error.
  return headers.length === 0 && (body.length === 0 || wantsRefusal(step));
}

/** Whether the request of a step can be made by a message, which has a body and nothing else. */
function isMessage(step: Step): boolean {
  const { body, rawBody, headers, auth, dropAfter } = step;
  if (!body || rawBody !== undefined || dropAfter !== undefined) return false;
  if (Object.keys(headers).length > 0 || auth !== "configured" || !isAlike(step)) return false;
  // What says how the answer is to be streamed has no place in a message.
  const streaming = body["stream"] === undefined || body["stream"] === true;
  return streaming && body["background"] === undefined && body["stream_options"] === undefined;
}

function asTurn(step: Step): Step {
  const { stream: _stream, ...body } = step.body ?? {};
  // A connection may know its last response by itself: what must not be known is asked for on another one.
  const apart = wantsRefusal(step) && body["previous_response_id"] !== undefined;
  const connection = apart ? step.id : "main";
  return { ...step, body, socket: { connection, pipelined: false }, shared: undefined };
}

/**
 * A scenario whose responses are created over WebSocket instead of HTTP; its other requests stay the same.
 * @returns undefined if that is not the same test: it is about HTTP or about streaming, or it creates no response
 */
export function overWebSocket(scenario: Scenario): Scenario | undefined {
  const { steps, needs } = scenario;
  const turns = steps.filter(creates);
  if (turns.length === 0 || !turns.every(isMessage)) return undefined;
  const text = JSON.stringify(steps.map(({ path, body, expect }) => [path, body, expect]));
  if (turns.some(({ id }) => text.includes(`$steps.${id}.body`))) return undefined;
  return {
    ...scenario,
    needs: [...new Set([...needs.filter((need) => need !== "stream"), "websocket" as const])],
    steps: steps.map((step) => (creates(step) ? asTurn(step) : step)),
  };
}
