import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { endOf, post, send, using } from "./send.testing.ts";
import { httpServer } from "./server.testing.ts";

describe("an encoded answer", () => {
  const text = "data: {}\n\n".repeat(2000);
  it.each([
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["br", brotliCompressSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["identity", Buffer.from(text)],
    ["GZIP", gzipSync(text)],
  ])("in %s is decoded", async (coding, bytes) => {
    const server = await using(
      httpServer((_, response) => {
        response.writeHead(200, { "content-encoding": coding });
        response.end(bytes);
      }),
    );
    const sent = await send(post(server.url));
    expect(sent.text).toBe(text);
    expect(endOf(sent).kind).toBe("closed");
    expect(sent.outcome).toMatchObject({ bytes: bytes.length });
  });

  it("is decoded while it streams", async () => {
    const gzip = createGzip();
    const server = await using(
      httpServer((_, response) => {
        response.writeHead(200, { "content-encoding": "gzip" });
        gzip.pipe(response);
        gzip.write("first");
        gzip.flush();
      }),
    );
    const seen: string[] = [];
    const sent = await send(post(server.url), {
      onChunk: (chunk) => {
        seen.push(Buffer.from(chunk).toString("utf8"));
        if (seen.length === 1) gzip.end("second");
        return "more";
      },
    });
    expect(seen).toEqual(["first", "second"]);
    expect(endOf(sent).kind).toBe("closed");
  });

  it.each([
    ["gzip", gzipSync(text).subarray(0, 60), /not valid gzip: unexpected end of file/],
    ["gzip", Buffer.from("not gzip at all"), /not valid gzip/],
    ["br", Buffer.from("not brotli, either"), /not valid br/],
    ["zstd", Buffer.from("x"), /encoded as "zstd", but the request did not offer that coding/],
    ["gzip, br", Buffer.from("x"), /the request did not offer that coding/],
  ])("in broken %s reads as cut (%#)", async (coding, bytes, detail) => {
    const server = await using(
      httpServer((_, response) => {
        response.writeHead(200, { "content-encoding": coding });
        response.end(bytes);
      }),
    );
    expect(endOf(await send(post(server.url)))).toMatchObject({
      kind: "cut",
      detail: expect.stringMatching(detail) as string,
    });
  });

  it("is stopped when it unpacks to more than the reader takes", async () => {
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    const server = await using(
      httpServer((_, response) => {
        response.writeHead(200, { "content-encoding": "gzip" });
        response.end(bomb);
      }),
    );
    let read = 0;
    const sent = await send(post(server.url), {
      onChunk: (chunk) => {
        read += chunk.length;
        return read > 1 << 20 ? "enough" : "more";
      },
    });
    expect(endOf(sent).kind).toBe("limit");
    expect(read).toBeLessThan(2 << 20);
  });
});
