import { has, isObject, type Json, type JsonObject } from "../json/json.ts";
import { parsePointer } from "../json/pointer.ts";
import {
  bytesOf,
  decodeEvents,
  encodeEvents,
  find,
  renumber,
  utf8Text,
  type TapeEvent,
} from "./events.ts";
import type { Tape, TapeEnd, TapeExchange } from "./tape.ts";

/**
 * A pure change of a tape, used to make faults: what a broken server would have sent.
 * An edit that finds nothing to change throws, so that a fault can never be empty.
 */
export type TapeEdit = (tape: Tape) => Tape;

/** An edit of one exchange of a tape (the first one unless said otherwise). */
export function onExchange(edit: (exchange: TapeExchange) => TapeExchange, index = 0): TapeEdit {
  return (tape) => {
    if (!tape.exchanges[index]) throw new Error(`the tape has no exchange ${index}`);
    return {
      ...tape,
      exchanges: tape.exchanges.map((exchange, at) => (at === index ? edit(exchange) : exchange)),
    };
  };
}

/** An edit of the list of events. It gets deep copies, so it may change them in place. It must change something. */
export function onEvents(edit: (events: TapeEvent[]) => TapeEvent[], index = 0): TapeEdit {
  return onExchange((exchange) => {
    const { form } = exchange;
    const before = encodeEvents(decodeEvents(exchange), form);
    return {
      ...exchange,
      bytes: changed(before, encodeEvents(edit(decodeEvents(exchange)), form)),
    };
  }, index);
}

function changed(before: Uint8Array, after: Uint8Array): Uint8Array {
  if (Buffer.from(before).equals(after)) throw new Error("the edit changed nothing");
  return after;
}

/** Changes the payload of each event in place. */
export function eachPayload(edit: (payload: JsonObject, at: number) => void, index = 0): TapeEdit {
  return onEvents((events) => {
    for (const [at, { payload }] of events.entries()) if (payload !== "[DONE]") edit(payload, at);
    return events;
  }, index);
}

/** Leaves out the events that are not accepted; the others are numbered as if those had never been. */
export const keepOnly = (accepts: (payload: JsonObject) => boolean, index = 0): TapeEdit =>
  onEvents(
    (events) => renumber(events.filter(({ payload }) => payload === "[DONE]" || accepts(payload))),
    index,
  );

/** An edit of the stream's text: byte-exact framing faults. It must change something. */
export function onText(edit: (stream: string) => string, index = 0): TapeEdit {
  return onExchange((exchange) => {
    const after = bytesOf(edit(utf8Text(exchange.bytes)));
    return { ...exchange, bytes: changed(exchange.bytes, after) };
  }, index);
}

/** Replaces every occurrence of a text in a body, or what a pattern finds there. It must change something. */
export const rewrite = (from: string | RegExp, to: string, index = 0): TapeEdit =>
  onText(
    (body) => (typeof from === "string" ? body.replaceAll(from, to) : body.replace(from, to)),
    index,
  );

/** An edit of a JSON body. It must change something. */
export const onBody = (edit: (body: JsonObject) => Json, index = 0): TapeEdit =>
  onText((body) => JSON.stringify(edit(JSON.parse(body) as JsonObject)), index);

/** Replaces a whole body: by a text as it is, by anything else as JSON. */
export const withBody = (body: Json, index = 0): TapeEdit =>
  onText(() => (typeof body === "string" ? body : JSON.stringify(body)), index);

/** Sets fields of a JSON body. */
export const mergeBody = (fields: JsonObject, index = 0): TapeEdit =>
  onBody((body) => ({ ...body, ...structuredClone(fields) }), index);

/** Sets (or with undefined removes) the value at a JSON Pointer of a JSON body. */
export const patchBody = (pointer: string, value: Json | undefined, index = 0): TapeEdit =>
  onBody((body) => {
    setAt(body, pointer, value);
    return body;
  }, index);

/** Sets (or with undefined removes) fields of the request's body; the answer stays as it was. */
export function patchRequest(fields: JsonObject, index = 0): TapeEdit {
  return onExchange((exchange) => {
    const { request } = exchange;
    if (!request || !isObject(request.body)) throw new Error("the exchange has no request body");
    const body = { ...request.body, ...structuredClone(fields) };
    return { ...exchange, request: { ...request, body } };
  }, index);
}

/** Sets a field of the request and its echo in the answer, so that nothing but what was done about it is wrong. */
export function askFor(field: string, value: Json, index = 0): TapeEdit {
  return (tape) => {
    const echo =
      tape.exchanges[index]?.form === "json"
        ? onBody((body) => ({ ...body, [field]: value }), index)
        : patchSnapshots(`/${field}`, value, index);
    return chain(patchRequest({ [field]: value }, index), echo)(tape);
  };
}

/** An edit of status and headers. */
export function onHead(
  edit: (head: NonNullable<TapeExchange["response"]>) => NonNullable<TapeExchange["response"]>,
  index = 0,
): TapeEdit {
  return onExchange((exchange) => {
    if (!exchange.response) throw new Error("the exchange has no response head");
    return { ...exchange, response: edit(structuredClone(exchange.response)) };
  }, index);
}

/** Changes the status of an answer. */
export const withStatus = (status: number, index = 0): TapeEdit =>
  onHead((head) => ({ ...head, status }), index);

/** Replaces the headers of the first answer. */
export const withHeaders = (headers: Record<string, string>): TapeEdit =>
  onHead(({ status }) => ({ status, headers }));

/** Says when the headers came, and when the whole body came at once, in milliseconds since the request was sent. */
export const cameAt = (head: number, body: number, index = 0): TapeEdit =>
  onExchange((exchange) => {
    if (!exchange.response) throw new Error("the exchange has no response head");
    const reads = [{ length: exchange.bytes.length, at: body }];
    return { ...exchange, response: { ...exchange.response, at: head }, reads };
  }, index);

/** Labels the first answer with a content type. */
export const contentType = (type: string): TapeEdit => withHeaders({ "content-type": type });

/** Answers an exchange with a status and JSON. */
export const answerWith = (status: number, body: JsonObject, index = 0): TapeEdit =>
  onExchange((exchange) => {
    const response = { status, headers: { "content-type": "application/json" } };
    return { ...exchange, form: "json", response, bytes: bytesOf(JSON.stringify(body)) };
  }, index);

/** Answers an exchange with what another one of the tape was answered with. */
export function answerLike(other: number, index: number): TapeEdit {
  return (tape) => {
    const like = tape.exchanges[other];
    if (!like) throw new Error(`the tape has no exchange ${other}`);
    const { response, form, bytes } = like;
    return onExchange((exchange) => ({ ...exchange, response, form, bytes }), index)(tape);
  };
}

/** Several edits, one after the other. */
export function chain(...edits: TapeEdit[]): TapeEdit {
  return (tape) => edits.reduce((edited, edit) => edit(edited), tape);
}

/** Leaves an event out; the others are numbered as if it had never been. */
export function drop(type: string, n = 0, index = 0): TapeEdit {
  return onEvents((events) => renumber(events.toSpliced(find(events, type, n), 1)), index);
}

/** Leaves out every event of a type, or of each type that a pattern fits. */
export const dropAll = (type: string | RegExp, index = 0): TapeEdit =>
  keepOnly(
    (payload) =>
      typeof type === "string" ? payload["type"] !== type : !type.test(String(payload["type"])),
    index,
  );

/** Leaves out every event but those that carry a response. */
export const onlySnapshots = keepOnly((payload) => has(payload, "response"));

/** Sends an event a second time right after itself. */
export function duplicate(type: string, n = 0, index = 0): TapeEdit {
  return onEvents((events) => {
    const at = find(events, type, n);
    return renumber(events.toSpliced(at, 0, structuredClone(events[at] as TapeEvent)));
  }, index);
}

/** Sends the nth event of a type once more, behind the first event of another type. */
export function repeatAfter(type: string, n: number, target: string, index = 0): TapeEdit {
  return onEvents((events) => {
    const event = structuredClone(events[find(events, type, n)] as TapeEvent);
    return renumber(events.toSpliced(find(events, target) + 1, 0, event));
  }, index);
}

/** Puts an event behind the nth event of a type. */
export function insertAfter(type: string, n: number, payload: JsonObject, index = 0): TapeEdit {
  return onEvents((events) => {
    const event = typeof payload["type"] === "string" ? payload["type"] : undefined;
    return renumber(
      events.toSpliced(find(events, type, n) + 1, 0, { event, payload: structuredClone(payload) }),
    );
  }, index);
}

/** Moves an event to stand right before another. */
export function moveBefore(
  type: string,
  n: number,
  target: string,
  targetN = 0,
  index = 0,
): TapeEdit {
  return onEvents((events) => {
    const from = find(events, type, n);
    const moved = events[from] as TapeEvent;
    const rest = events.toSpliced(from, 1);
    return renumber(rest.toSpliced(find(rest, target, targetN), 0, moved));
  }, index);
}

/** Sets (or with undefined removes) the value at a JSON Pointer of the nth event of a type. */
export function patch(
  type: string,
  n: number,
  pointer: string,
  value: Json | undefined,
  index = 0,
): TapeEdit {
  return onEvents((events) => {
    const event = events[find(events, type, n)] as TapeEvent;
    setAt(event.payload as JsonObject, pointer, value);
    return events;
  }, index);
}

/** Sets (or removes) a value in every event of a type. */
export function patchAll(
  type: string,
  pointer: string,
  value: Json | undefined,
  index = 0,
): TapeEdit {
  return onEvents((events) => {
    find(events, type);
    for (const { payload } of events)
      if (payload !== "[DONE]" && payload["type"] === type) setAt(payload, pointer, value);
    return events;
  }, index);
}

/** Sets (or removes) a value of the response in every snapshot of a stream; the pointer is within the response. */
export function patchSnapshots(pointer: string, value: Json | undefined, index = 0): TapeEdit {
  return onEvents((events) => {
    const snapshots = events.flatMap(({ payload }) =>
      payload !== "[DONE]" && isObject(payload["response"]) ? [payload["response"]] : [],
    );
    if (snapshots.length === 0) throw new Error("the tape has no snapshot");
    for (const response of snapshots) setAt(response, pointer, value);
    return events;
  }, index);
}

/** Sets (or removes) a value of the response in the event that ends the stream; the pointer is within the response. */
export function patchFinal(pointer: string, value: Json | undefined, index = 0): TapeEdit {
  return onEvents((events) => {
    const last = events.findLast(({ payload }) => payload !== "[DONE]" && has(payload, "response"));
    if (!last) throw new Error("the tape has no snapshot");
    setAt(last.payload as JsonObject, `/response${pointer}`, value);
    return events;
  }, index);
}

/** Sets (or removes) a value of the nth item when it is done, and in the final output. */
export const patchDone = (
  n: number,
  pointer: string,
  value: Json | undefined,
  index = 0,
): TapeEdit =>
  chain(
    patch("response.output_item.done", n, `/item${pointer}`, value, index),
    patchFinal(`/output/${n}${pointer}`, value, index),
  );

/** Sets (or removes) a value of the nth item wherever it stands: when it is added, when it is done, and in the final output. */
export const patchItem = (
  n: number,
  pointer: string,
  value: Json | undefined,
  index = 0,
): TapeEdit =>
  chain(
    patch("response.output_item.added", n, `/item${pointer}`, value, index),
    patchDone(n, pointer, value, index),
  );

/** Ends the answer in another way: cut, or given up on. */
export function endAs(end: TapeEnd, index = 0): TapeEdit {
  return onExchange((exchange) => ({ ...exchange, end }), index);
}

/** Leaves out every event from the nth of a type on; the sentinel too. */
export function stopBefore(type: string, n = 0, index = 0): TapeEdit {
  return onEvents((events) => events.slice(0, find(events, type, n)), index);
}

/** Leaves the `[DONE]` sentinel out. */
export function withoutDone(index = 0): TapeEdit {
  return onText((stream) => stream.replace("data: [DONE]\n\n", ""), index);
}

/** Sets (or with undefined removes) the value at a pointer, in place. Throws where the pointer leads nowhere or nothing changes. */
export function setAt(root: JsonObject, pointer: string, value: Json | undefined): void {
  const tokens = parsePointer(pointer);
  const last = tokens.pop();
  if (last === undefined) throw new Error("the empty pointer cannot be set");
  let target: Json | undefined = root;
  for (const token of tokens) {
    if (Array.isArray(target)) target = target[Number(token)];
    else target = isObject(target) ? target[token] : undefined;
  }
  if (Array.isArray(target)) {
    if (value === undefined) target.splice(Number(last), 1);
    else target[Number(last)] = value;
  } else if (isObject(target)) {
    if (JSON.stringify(target[last]) === JSON.stringify(value))
      throw new Error(`${pointer} already has that value`);
    if (value === undefined) delete target[last];
    else target[last] = value;
  } else throw new Error(`there is no value at ${pointer}`);
}

/** A part with a text, as a message holds it. */
export const textPart = (text: string): JsonObject => ({
  type: "output_text",
  text,
  annotations: [],
  logprobs: [],
});
