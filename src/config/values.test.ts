import { describe, expect, it } from "vitest";
import {
  hideUserInfo,
  readAuthHeader,
  readBaseUrl,
  readCount,
  readDuration,
  readHeader,
  readSize,
} from "./values.ts";

describe("durations", () => {
  it.each([
    ["500ms", 500],
    ["5s", 5000],
    ["1.5s", 1500],
    ["2m", 120_000],
    [" 1 h ", 3_600_000],
  ])("%j", (text, value) => expect(readDuration(text)).toEqual({ value }));

  it.each(["5", "s", "-5s", "5 parsecs", "", "0s", "0.1ms", "30d", "9999h", "Infinitys", "1e3s"])(
    "refuses %j",
    (text) => expect(readDuration(text)).toHaveProperty("problem"),
  );
});

describe("sizes", () => {
  it.each([
    ["16MiB", 16_777_216],
    ["2kB", 2000],
    ["2048B", 2048],
    ["1.5 GiB", 1_610_612_736],
  ])("%j", (text, value) => {
    expect(readSize(text)).toEqual({ value });
  });

  it.each(["16", "MiB", "16 mib", "-1MiB", "1kB", "0B", "99999999999GiB"])("refuses %j", (text) =>
    expect(readSize(text)).toHaveProperty("problem"),
  );
});

describe("counts", () => {
  it.each(["0", "65", "1.5", "-1", "abc", "", "0x2", "1e1"])("refuses %j out of 1 to 64", (text) =>
    expect(readCount(text, 1, 64)).toHaveProperty("problem"),
  );
  it("takes the bounds", () => {
    expect(readCount("1", 1, 64)).toEqual({ value: 1 });
    expect(readCount("64", 1, 64)).toEqual({ value: 64 });
  });
});

describe("base URLs", () => {
  it.each([
    ["http://localhost:8000/v1", "http://localhost:8000/v1"],
    ["HTTPS://API.example.com/v1///", "https://api.example.com/v1"],
    ["http://[::1]:8000", "http://[::1]:8000"],
    ["http://u:p@h/v1", "http://u:p@h/v1"],
    [
      "https://x.example/openai/v1?api-version=preview",
      "https://x.example/openai/v1?api-version=preview",
    ],
  ])("%s", (text, value) => expect(readBaseUrl(text)).toEqual({ value }));

  it("takes /responses off, and says so", () => {
    const read = readBaseUrl("http://u:secret@localhost:8000/v1/responses/");
    expect(read).toMatchObject({ value: "http://u:secret@localhost:8000/v1" });
    expect(read).toHaveProperty("note", expect.stringContaining("http://***@localhost:8000/v1"));
    expect(JSON.stringify(read)).toContain("must not end in");
  });

  it.each([
    ["localhost:8000/v1", "did you mean http://localhost:8000/v1?"],
    ["example.com/v1", "did you mean http://example.com/v1?"],
    ["ftp://example.com", "not ftp://"],
    ["ws://example.com", "not ws://"],
    ["", "not an http or https URL"],
    ["http://", "not an http or https URL"],
    ["http://a b/", "not an http or https URL"],
    ["http://h/v1#x", "fragment"],
  ])("refuses %j", (text, why) =>
    expect(readBaseUrl(text)).toHaveProperty("problem", expect.stringContaining(why)),
  );

  it("never repeats a password", () => {
    expect(JSON.stringify(readBaseUrl("ftp://user:hunter2@h"))).not.toContain("hunter2");
    expect(JSON.stringify(readBaseUrl("user:hunter2@h/v1"))).not.toContain(
      "did you mean http://user:hunter2",
    );
    expect(hideUserInfo("https://a:b@h/v1")).toBe("https://***@h/v1");
  });
});

describe("headers", () => {
  it("are a name and a value", () => {
    expect(readHeader("x-tenant: a: b ")).toEqual({ value: ["x-tenant", "a: b"] });
  });
  it.each([
    "x-tenant",
    ": v",
    "bad name: v",
    "host: h",
    "Content-Length: 3",
    "x: a\nb",
    "x: \u20ac",
  ])("refuses %j", (text) => expect(readHeader(text)).toHaveProperty("problem"));
  it("carry the key with or without a scheme", () => {
    expect(readAuthHeader("api-key")).toEqual({ value: "api-key" });
    expect(readAuthHeader("X-Auth:  Token")).toEqual({ value: "X-Auth: Token" });
    expect(readAuthHeader("bad name")).toHaveProperty("problem");
    expect(readAuthHeader("X: two words")).toHaveProperty("problem");
  });
});
