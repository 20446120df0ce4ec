import { describe, expect, it } from "vitest";
import { refusal, resultOf, run, scenario, serving, verdicts } from "./run.testing.ts";

describe("auth", () => {
  const keyless = scenario(
    "errors/keyless",
    "needs: [auth]\nneedsKey: true\nupsets: true\nsteps:\n  - id: ask\n    post: /responses\n    auth: none\n    body: { input: hi }\n    expect: { status: 401 }\n",
  );
  const withKey = { endpoint: { apiKey: "sk-1234567890" } };
  it("is not offered where a request without a key is served: a key in the environment is no fault", async () => {
    const server = await serving();
    expect(resultOf(await run(server, [keyless], withKey), keyless.id)).toMatchObject({
      verdict: "n/a",
      reason: "the capability auth is not offered: a request without an API key was served",
    });
    const declared = await run(server, [keyless], { ...withKey, capabilities: { auth: true } });
    expect(verdicts(declared)).toEqual(["errors/keyless: fail"]);
    const required = await run(server, [keyless], { ...withKey, required: ["auth"] });
    expect(verdicts(required)).toEqual(["errors/keyless: fail"]);
  });

  it.each([401, 403])("is offered where it is refused with %i", async (status) => {
    const server = await serving(({ headers }) =>
      headers["authorization"] === undefined ? refusal(status) : undefined,
    );
    const found = await run(server, [keyless], withKey);
    expect(verdicts(found)).toEqual([`errors/keyless: ${status === 401 ? "pass" : "fail"}`]);
  });
});
