import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor, headerSecrets, isSecretHeader, urlSecrets } from "./redact.ts";

const key = 'sk-proj-Ab/9+"q&z<8>=Zx77';

describe("a redactor", () => {
  const redactor = createRedactor([key]);
  it.each([
    ["as it is", `the key ${key} is wrong`],
    ["as a bearer token", `authorization: Bearer ${key}`],
    ["in JSON", JSON.stringify({ error: { message: `bad ${key}` } })],
    ["in JSON in JSON", JSON.stringify(JSON.stringify({ key }))],
    ["in a URL", `https://x/?key=${encodeURIComponent(key)}`],
    ["in base64", `Basic ${Buffer.from(key).toString("base64")}`],
    ["in HTML with its quotes escaped", "<p>sk-proj-Ab/9+&quot;q&amp;z&lt;8&gt;=Zx77</p>"],
    ["in HTML", '<p>sk-proj-Ab/9+"q&amp;z&lt;8&gt;=Zx77</p>'],
    ["with slashes escaped", `{"k":"${JSON.stringify(key).slice(1, -1).replaceAll("/", "\\/")}"}`],
    [
      "escaped as Go does",
      String.raw`"sk-proj-Ab/9+\"q\u0026z\u003c8\u003e=Zx77"`
        .replaceAll("+", "\\u002b")
        .replaceAll("=", "\\u003d"),
    ],
  ])("finds a secret %s", (_, text) => {
    const masked = redactor.text(text);
    expect(masked).toContain("***");
    expect(masked).not.toContain("Zx77");
    expect(masked).not.toContain("proj-Ab");
  });

  it.each([
    ["base64", Buffer.from(`${key}1`).toString("base64")],
    ["base64 without padding", Buffer.from(`${key}1`).toString("base64").replace(/=+$/, "")],
    ["base64url", Buffer.from(`${key}1`).toString("base64url")],
  ])("finds all of a secret in %s", (_, form) => {
    expect(createRedactor([`${key}1`]).text(`(${form})`)).toMatch(/^\(\*\*\*=*\)$/);
  });

  it("masks what clipping left of a secret", () => {
    const plain = createRedactor(["sk-abcdefghijklmnop"]);
    expect(plain.text('it said "sk-abcdefg…')).toBe('it said "***…');
    expect(plain.text("…efghijklmnop was wrong")).toBe("…*** was wrong");
    expect(plain.text('"defghij"')).toBe('"***"');
    expect(plain.text("key sk-abcdefghijk")).toBe("key ***");
  });

  it("masks each piece of six characters or more, wherever it stands in a text", () => {
    const secret = "sk-abcdefghijklmnop";
    const plain = createRedactor([secret]);
    for (let start = 0; start + 6 <= secret.length; start++)
      for (let end = start + 6; end <= secret.length; end++)
        for (const before of ["", "x".repeat(99)]) {
          const piece = secret.slice(start, end);
          expect(plain.text(`${before}"${piece}"${before}`)).toBe(`${before}"***"${before}`);
          expect(plain.deep([{ [`"${piece}"`]: [before, piece] }])).toEqual([
            { '"***"': [before, "***"] },
          ]);
        }
  });

  it("leaves running text alone", () => {
    const plain = createRedactor(["response-completed"]);
    expect(plain.text("the response was completed twice")).toBe("the response was completed twice");
  });

  it("masks a short secret only as a word, and never our own words", () => {
    const short = createRedactor(["test"]);
    expect(short.text("Bearer test, latest tests of test-key")).toBe(
      "Bearer ***, latest tests of test-key",
    );
    expect(short.deep({ id: "test", actual: "test" })).toEqual({ id: "test", actual: "***" });
  });

  it("masks a long secret everywhere in a value, keys included", () => {
    const long = createRedactor(["0123456789"]);
    const value = { id: "a0123456789", list: [{ "0123456789": "x0123456789y" }], n: 1, none: null };
    expect(long.deep(value)).toEqual({ id: "a***", list: [{ "***": "x***y" }], n: 1, none: null });
  });

  it("masks bytes without harm to the others", () => {
    const secret = "schlüssel-0123";
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`é ${secret} é`)]);
    const masked = createRedactor([secret]).bytes(bytes);
    expect(Buffer.from(masked)).toEqual(
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("é *** é")]),
    );
  });

  it("does nothing without secrets", () => {
    const none = createRedactor(["", " "]);
    expect(none.text("a  b")).toBe("a  b");
    expect(none.deep({ a: ["b"] })).toEqual({ a: ["b"] });
  });

  it("never lets a whole secret through, whatever stands around it", () => {
    const printable = fc.string({ unit: "grapheme-ascii", minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(printable, fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(secret.trim().length >= 8);
        const { text, deep } = createRedactor([secret]);
        const echoed = `${before}${secret.trim()}${after}`;
        expect(text(echoed).includes(secret.trim()) && !"***".includes(secret.trim())).toBe(false);
        expect(JSON.stringify(deep({ x: { y: [echoed] } }))).not.toContain(
          JSON.stringify(secret.trim()).slice(1, -1),
        );
      }),
    );
  });
});

describe("secrets", () => {
  it.each([
    "Authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "Cookie",
    "set-cookie",
    "x-auth-token",
    "x-secret",
    "Ocp-Apim-Subscription-Key",
    "x-functions-key",
    "X-Auth",
  ])("%s is a secret header", (name) => expect(isSecretHeader(name)).toBe(true));
  it.each([
    "content-type",
    "x-tenant",
    "x-ratelimit-remaining-tokens",
    "openai-organization",
    "idempotency-key",
  ])("%s is none", (name) => expect(isSecretHeader(name)).toBe(false));
  it("are found in headers and URLs", () => {
    expect(
      headerSecrets({ "x-api-key": "abc", authorization: "Bearer tok", "x-tenant": "t" }),
    ).toEqual(["abc", "abc", "Bearer tok", "tok"]);
    const url = new URL("https://me:p%40ss@host/v1?api-version=2&api-key=kkk");
    expect(urlSecrets(url)).toEqual(["p@ss", Buffer.from("me:p@ss").toString("base64"), "kkk"]);
    expect(urlSecrets(new URL("https://host/v1"))).toEqual([]);
  });
});
