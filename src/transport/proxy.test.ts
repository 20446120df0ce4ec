import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createTransport } from "./http.ts";
import { proxiesOf, proxyFor } from "./proxy.ts";
import { closing, endOf, failureOf, post, send, using } from "./send.testing.ts";
import { httpServer, tcpServer } from "./server.testing.ts";

const to = (url: string, env: Record<string, string>): string | undefined =>
  proxyFor(new URL(url), proxiesOf(env))?.href;

describe("the proxy for a URL", () => {
  const both = { HTTP_PROXY: "http://plain:3128", https_proxy: "secure:3129" };
  it.each([
    ["http://api.example/v1", {}, undefined],
    ["http://api.example/v1", both, "http://plain:3128/"],
    ["https://api.example/v1", both, "http://secure:3129/"],
    ["http://api.example/v1", { ...both, http_proxy: "http://small:1" }, "http://small:1/"],
    ["http://localhost:8000/v1", both, undefined],
    ["http://127.0.0.1:8000/v1", both, undefined],
    ["http://[::1]:8000/v1", both, undefined],
    ["http://api.example/v1", { ...both, NO_PROXY: "*" }, undefined],
    ["http://api.example/v1", { ...both, NO_PROXY: "other.example, example" }, undefined],
    ["http://api.example/v1", { ...both, NO_PROXY: ".example" }, undefined],
    ["http://api.example/v1", { ...both, NO_PROXY: "xample" }, "http://plain:3128/"],
    ["http://api.example:81/v1", { ...both, NO_PROXY: "api.example:81" }, undefined],
    ["http://api.example/v1", { ...both, NO_PROXY: "api.example:81" }, "http://plain:3128/"],
  ])("%s with %o is %s", (url, env, expected) => {
    expect(to(url, env)).toBe(expected);
  });

  it("must be one", () => {
    expect(() => to("http://a.example", { HTTP_PROXY: "ftp://x" })).toThrow(/^HTTP_PROXY must be/);
    expect(() => to("https://a.example", { HTTPS_PROXY: "http://" })).toThrow(/^HTTPS_PROXY must/);
  });
});

describe("a request through a proxy", () => {
  it("reaches the endpoint by its name, with the proxy's own credentials for the proxy alone", async () => {
    const seen: { auth: string | undefined; host: string | undefined }[] = [];
    const asked: string[] = [];
    const endpoint = await using(
      httpServer(({ headers }, response) => {
        seen.push({ auth: headers["proxy-authorization"], host: headers.host });
        response.end("through");
      }),
    );
    const proxy = await using(
      tcpServer((socket: Socket) => {
        socket.once("data", (chunk) => {
          asked.push(chunk.toString());
          const onward = connect(endpoint.port, "127.0.0.1", () => {
            socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
            socket.pipe(onward).pipe(socket);
          });
          onward.on("error", () => socket.destroy());
        });
      }),
    );
    const url = new URL(`http://me:pass@127.0.0.1:${proxy.port}`);
    const transport = await createTransport(5000, 1, url);
    closing(() => transport.close());
    for (const fresh of [false, false, true]) {
      const sent = await send(post("http://endpoint.test/v1/responses"), { fresh }, transport);
      expect(endOf(sent).kind).toBe("closed");
      expect(sent.text).toBe("through");
    }
    expect(seen).toEqual(
      Array.from({ length: 3 }, () => ({ auth: undefined, host: "endpoint.test" })),
    );
    // The second request went over the first one's connection.
    expect(asked).toHaveLength(2);
    for (const head of asked) {
      expect(head).toMatch(/^CONNECT endpoint\.test:80 HTTP\/1\.1\r\n/);
      expect(head.toLowerCase()).toContain("proxy-authorization: basic bwu6cgfzcw==");
    }
  });

  it("that the proxy refuses says that there is a proxy", async () => {
    const proxy = await using(
      tcpServer((socket) => {
        socket.once("data", () =>
          socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"),
        );
      }),
    );
    const transport = await createTransport(5000, 1, new URL(proxy.url));
    closing(() => transport.close());
    const sent = await send(post("http://endpoint.test/v1/responses"), {}, transport);
    expect(failureOf(sent).message).toMatch(
      new RegExp(`403.* The request used the proxy 127.0.0.1:${proxy.port}.*NO_PROXY`),
    );
  });
});
