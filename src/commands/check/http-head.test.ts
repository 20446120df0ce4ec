import { expect, it } from "vitest";
import { readHttpHead } from "./http-head.ts";

const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-A: 1\r\nx-a: 2\r\n\r\n";

it("reads status and headers, and where the body begins", () => {
  expect(readHttpHead(Buffer.from(`${head}data: {}\n\n`))).toEqual({
    head: { status: 200, headers: { "content-type": "text/event-stream", "x-a": "1, 2" } },
    length: head.length,
  });
  expect(readHttpHead(Buffer.from("HTTP/2 404 \n\n{}"))).toEqual({
    head: { status: 404, headers: {} },
    length: 13,
  });
});

it("takes the last of several heads", () => {
  const before = "HTTP/1.1 100 Continue\r\n\r\n";
  expect(readHttpHead(Buffer.from(before + head))).toMatchObject({
    head: { status: 200 },
    length: before.length + head.length,
  });
});

it.each(["", "data: HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\r\nContent-Type: te", '{"a":1}'])(
  "finds none in %j",
  (text) => {
    expect(readHttpHead(Buffer.from(text))).toBeUndefined();
  },
);
