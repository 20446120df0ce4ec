import { describe, expect, it } from "vitest";
import type { Json } from "../../json/json.ts";
import { harExchanges } from "./har.ts";

const json = [{ name: "Content-Type", value: "application/json" }];
const sse = [{ name: "content-type", value: "text/event-stream" }];
const request = (url: string, method = "POST", text?: string): Json => ({
  method,
  url,
  headers: [
    { name: "Authorization", value: "Bearer sk-secret" },
    { name: ":authority", value: "h" },
    { name: "X-A", value: "1" },
    { name: "x-a", value: "2" },
  ],
  ...(text === undefined ? {} : { postData: { text } }),
});
const response = (headers: Json, text: string | undefined, encoding?: string): Json => ({
  status: 200,
  headers,
  content: {
    mimeType: "",
    ...(text === undefined ? {} : { text }),
    ...(encoding ? { encoding } : {}),
  },
});
const archive = (...entries: Json[]): string => JSON.stringify({ log: { entries } });

it("takes what speaks this protocol and passes over the rest", () => {
  const exchanges = harExchanges(
    archive(
      { request: request("https://h/v1/models", "GET"), response: response(json, "{}") },
      {
        request: request("https://h/v1/responses", "POST", '{"stream":true}'),
        response: response(sse, "data: {}\n\n"),
      },
      {
        request: request("https://h/v1/responses/resp_1/input_items?limit=2", "GET"),
        response: response(json, "{}"),
      },
      { request: request("https://h/feed", "GET"), response: response(sse, "data: {}\n\n") },
      {
        request: request("https://h/chat", "POST"),
        response: response(sse, 'data: {"type":"response.created"}\n\n'),
      },
      { request: request("https://h/v1/responses"), response: response(json, undefined) },
      { request: request("https://h/v1/responses"), response: { status: 0 } },
      "no entry",
    ),
  );
  expect(exchanges.map(({ step, form, url }) => [step, form, url])).toEqual([
    ["entry 2", "sse", "/responses"],
    ["entry 3", "json", "/responses/resp_1/input_items"],
    ["entry 5", "sse", ""],
  ]);
  expect(exchanges[0]?.info.request).toEqual({
    method: "POST",
    path: "/responses",
    query: {},
    headers: { "x-a": "1, 2" },
    body: { stream: true },
  });
  expect(exchanges[1]?.info.request?.query).toEqual({ limit: "2" });
  expect(JSON.stringify(exchanges)).not.toContain("sk-secret");
});

it("claims to know a request only when its body was recorded", () => {
  const [bare] = harExchanges(
    archive({
      request: request("https://h/v1/responses"),
      response: response(sse, "data: {}\n\n"),
    }),
  );
  expect(bare?.info).toEqual({
    source: "capture",
    framed: true,
    request: undefined,
    step: "entry 1",
  });
});

it("decodes bodies in base64", () => {
  const [only] = harExchanges(
    archive({
      request: request("https://h/v1/responses"),
      response: response(sse, Buffer.from("data: ü\n\n").toString("base64"), "base64"),
    }),
  );
  expect(Buffer.concat([...((only?.open() ?? []) as Iterable<Uint8Array>)]).toString()).toBe(
    "data: ü\n\n",
  );
});

it.each(["{", "[]", '{"log":{}}', "null"])("refuses %j", (text) => {
  expect(() => harExchanges(text)).toThrow(/is not (JSON|an HTTP archive)/);
});

describe("an answer of /responses with another content type", () => {
  const headersOf = (headers: Json, text: string, mimeType = "") => {
    const entry = {
      request: request("https://h/v1/responses", "POST", '{"input":"hi"}'),
      response: { status: 400, headers, content: { mimeType, text } },
    };
    const [only] = harExchanges(archive(entry));
    return [only?.form, only?.head?.headers["content-type"]];
  };
  const octets = [{ name: "content-type", value: "application/octet-stream" }];

  it("is judged if it is JSON or a stream of events, with the type that it has", () => {
    expect(headersOf(octets, '{"error":{}}')).toEqual(["json", "application/octet-stream"]);
    expect(headersOf([], '{"error":{}}', "text/plain")).toEqual(["json", "text/plain"]);
    expect(headersOf(octets, 'data: {"type":"response.created"}\n\n')).toEqual([
      "sse",
      "application/octet-stream",
    ]);
  });

  it("has none if the server sent none, and the right one if the archive has no headers", () => {
    expect(headersOf([{ name: "date", value: "x" }], "{}")).toEqual(["json", undefined]);
    expect(headersOf([], "{}", "x-unknown")).toEqual(["json", "application/json"]);
    expect(headersOf([], 'data: {"type":"response.created"}\n\n')).toEqual([
      "sse",
      "text/event-stream",
    ]);
  });

  it("is passed over if it is something else", () => {
    for (const text of ["<html>", '"a text"', "data: 1\n\n"])
      expect(() => headersOf(octets, text)).toThrow("no exchange of the Responses API");
  });
});
