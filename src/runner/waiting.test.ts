import { describe, expect, it } from "vitest";
import { backgroundRules } from "../rules/background/index.ts";
import type { JsonObject } from "../json/json.ts";
import {
  frames,
  refusal,
  responseObject,
  resultOf,
  run,
  scenario,
  serving,
  verdicts,
  type Reply,
} from "./run.testing.ts";

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
      verdict: "inconclusive",
      reason:
        "step poll: after 1 s of polling, the status was still queued. poll.limit of the step raises the limit",
    });
  });
});

describe("a background response that does not move", () => {
  const waiting = scenario(
    "a/background",
    `steps:
  - id: ask
    post: /responses
    body: { background: true, input: wait }
    expect: { status: 200 }
  - id: poll
    get: /responses/{$steps.ask.response#/id}
    poll: { until: { status: { oneOf: [completed, failed] } } }
    expect: { status: 200, response: { /status: completed } }
`,
  );
  const response = (status: string): JsonObject =>
    responseObject({
      id: "resp_waits",
      status,
      background: true,
      ...(status === "completed" ? {} : { output: [], usage: null, completed_at: null }),
    });
  const as = (status: string): Reply => ({ json: response(status) });
  const stream = (status: string): Reply => ({
    headers: { "content-type": "text/event-stream" },
    text: frames({ type: `response.${status}`, response: response(status) }),
  });
  /** A server whose routes say these things: GET at first and once it was asked elsewhere, the stream, and the cancellation. */
  const answering = ({
    get = as("queued"),
    after = get,
    replay,
    cancel,
  }: Record<string, Reply>) => {
    let elsewhere = false;
    return serving(({ body, path }) => {
      if (body["input"] === "wait") return as("queued");
      if (path.endsWith("/cancel")) {
        elsewhere ||= cancel !== undefined;
        return cancel ?? refusal(404);
      }
      if (path.includes("stream=true")) {
        elsewhere ||= replay !== undefined;
        return replay ?? refusal(404);
      }
      return path.startsWith("/responses/") ? (elsewhere ? after : get) : undefined;
    });
  };
  const judged = async (
    routes: Record<string, Reply>,
  ): Promise<[string, string[], string | undefined]> => {
    const timeouts = { connect: 5000, headers: 5000, idle: 5000, total: 20_000, background: 100 };
    const server = await answering(routes);
    const result = await run(server, [waiting], { timeouts, rules: backgroundRules, retries: 0 });
    const { verdict, reason, findings } = resultOf(result, "a/background");
    return [verdict, findings.map(({ rule, messageId }) => `${rule} ${messageId}`), reason];
  };
  const slow =
    "step poll: after 0.1 s of polling, the status was still queued. --timeout-background raises the limit";

  it("is frozen if its stream has ended", async () => {
    expect(await judged({ replay: stream("completed") })).toEqual([
      "fail",
      ["background/lifecycle back"],
      undefined,
    ]);
  });

  it("is frozen if its cancellation ended it", async () => {
    expect((await judged({ cancel: as("cancelled") })).slice(0, 2)).toEqual([
      "fail",
      ["background/lifecycle back"],
    ]);
    expect((await judged({ cancel: as("completed") }))[0]).toBe("fail");
  });

  it("is not asked for in a way that the config declares as not offered", async () => {
    const server = await answering({ cancel: as("cancelled") });
    const timeouts = { connect: 5000, headers: 5000, idle: 5000, total: 20_000, background: 100 };
    const capabilities = { cancel: false, replay: false };
    const result = await run(server, [waiting], { timeouts, capabilities });
    expect(resultOf(result, "a/background").reason).toBe(slow);
    expect(server.log().filter((line) => /cancel|stream=true/.test(line))).toEqual([]);
  });

  it("was only slow if its stream ended later, and the response with it", async () => {
    expect(await judged({ replay: stream("completed"), after: as("completed") })).toEqual([
      "pass",
      [],
      undefined,
    ]);
  });

  it.each<[string, Record<string, Reply>]>([
    ["no other route is there", {}],
    ["all routes say the same", { replay: stream("queued"), cancel: as("queued") }],
    ["it could be cancelled", { cancel: as("cancelled"), after: as("cancelled") }],
    ["it is in progress by now", { replay: stream("in_progress"), after: as("in_progress") }],
    ["the other routes fail", { replay: refusal(500), cancel: refusal(500) }],
  ])("may be slow if %s", async (_, routes) => {
    expect(await judged(routes)).toEqual(["inconclusive", [], slow]);
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
