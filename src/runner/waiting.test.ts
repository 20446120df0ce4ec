import { describe, expect, it } from "vitest";
import { responseObject, resultOf, run, scenario, serving, verdicts } from "./run.testing.ts";

describe("a step that polls", () => {
  const polling = scenario(
    "a/poll",
    `steps:
  - id: poll
    get: /responses/resp_1
    poll: { until: { status: completed }, limit: 1 }
    expect: { status: 200 }
`,
  );
  const isPolled = ({ path }: { path: string }): boolean => path === "/responses/resp_1";

  it("is sent until the response is as wanted", async () => {
    const server = await serving((asked) =>
      isPolled(asked)
        ? { json: responseObject({ status: asked.nth < 2 ? "in_progress" : "completed" }) }
        : undefined,
    );
    const result = await run(server, [polling]);
    expect(verdicts(result)).toEqual(["a/poll: pass"]);
    expect(result.scenarios[0]?.steps[0]?.sent).toBe(3);
  });

  it("ends with a refusal, which is then judged", async () => {
    const server = await serving((asked) =>
      isPolled(asked) ? { status: 404, json: { error: { message: "gone" } } } : undefined,
    );
    const result = await run(server, [polling]);
    expect(verdicts(result)).toEqual(["a/poll: fail"]);
    expect(result.scenarios[0]?.steps[0]?.sent).toBe(1);
  });

  it("is given up in the end, and was then not tested", async () => {
    const server = await serving((asked) =>
      isPolled(asked) ? { json: responseObject({ status: "queued" }) } : undefined,
    );
    expect(resultOf(await run(server, [polling]), "a/poll")).toMatchObject({
      verdict: "error",
      reason: "step poll: after 1 s of polling, the status was still queued",
    });
  });
});

describe("a step that drops its connection", () => {
  it("has heard just as many events, and no more is asked of it", async () => {
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => void (leave = resolve));
    const frame = (type: string, number: number): string =>
      `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number, response: responseObject({ status: "in_progress" }) })}\n\n`;
    const server = await serving(({ body }) =>
      body["input"] === "drop"
        ? (response) => {
            response.on("close", leave);
            response.writeHead(200, { "content-type": "text/event-stream" });
            response.write(
              frame("response.created", 0) +
                frame("response.in_progress", 1) +
                frame("response.in_progress", 2),
            );
          }
        : undefined,
    );
    const dropping = scenario(
      "a/drop",
      `steps:
  - id: ask
    post: /responses
    body: { stream: true, input: drop }
    dropAfter: 2
    expect:
      status: 200
      events: { count: { response.created: 1, response.in_progress: 1 } }
      response: { /status: in_progress }
`,
    );
    const result = await run(server, [dropping]);
    expect(verdicts(result)).toEqual(["a/drop: pass"]);
    await left;
  });
});
