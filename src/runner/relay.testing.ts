import type { IncomingMessage, ServerResponse } from "node:http";
import { startReferenceServer } from "../reference/index.ts";
import { isObject, jsonIn, type JsonObject } from "../json/json.ts";
import { httpServer } from "../transport/server.testing.ts";
import { closing } from "./run.testing.ts";

/** What the reference server answers, whole, and what it was asked. */
export interface Relayed {
  asked: JsonObject;
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The frames of a stream; empty for any other answer. */
  frames: string[];
}

/** Requests that are under way. */
interface Busy {
  now: number;
  most: number;
  total: number;
}

const dropped = new Set(["content-length", "transfer-encoding", "connection", "keep-alive"]);

/** Waits. */
export const after = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/**
 * The reference server behind a relay that has one trait: it sends an answer in its own way, or undefined sends it as it is.
 * It is closed after the present test. */
export async function relayed(
  relay: (answer: Relayed, response: ServerResponse, busy: Busy) => Promise<void> | undefined,
): Promise<{ baseUrl: string; busy: Busy }> {
  const reference = await startReferenceServer({});
  closing(() => reference.close());
  const busy: Busy = { now: 0, most: 0, total: 0 };
  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    body: string,
  ): Promise<void> => {
    const { method = "GET", url = "", headers } = request;
    const upstream = await fetch(reference.url.replace(/\/v1$/, "") + url, {
      method,
      headers: { "content-type": String(headers["content-type"] ?? "application/json") },
      ...(body === "" ? {} : { body }),
    });
    const text = await upstream.text();
    const own = Object.fromEntries([...upstream.headers].filter(([name]) => !dropped.has(name)));
    const asked = jsonIn(body);
    const isStream = /event-stream/.test(own["content-type"] ?? "");
    const whole: Relayed = {
      asked: isObject(asked) ? asked : {},
      status: upstream.status,
      headers: own,
      text,
      frames: isStream ? text.split(/(?<=\n\n)/) : [],
    };
    await (relay(whole, response, busy) ?? send(whole, response));
  };
  const server = await httpServer((request, response, body) => {
    busy.now += 1;
    busy.total += 1;
    busy.most = Math.max(busy.most, busy.now);
    response.on("close", () => (busy.now -= 1));
    void answer(request, response, body);
  });
  closing(() => server.close());
  return { baseUrl: `${server.url}/v1`, busy };
}

/** Sends an answer as it is. */
export function send({ status, headers, text }: Relayed, response: ServerResponse): Promise<void> {
  response.writeHead(status, headers).end(text);
  return Promise.resolve();
}

/** A place for one at a time: what comes meanwhile waits for its turn. */
export function oneSlot(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
