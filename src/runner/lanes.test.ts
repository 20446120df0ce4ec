import { beforeAll, describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import type { JudgingDialect } from "../checker/checker.ts";
import { stringAt, type JsonObject } from "../json/json.ts";
import type { RunResult } from "../result/run.ts";
import { rules } from "../rules/index.ts";
import type { Capability, Scenario } from "../scenario/types.ts";
import { planRun } from "./plan.ts";
import { dialect, options, responseObject, resultOf, run, scenario } from "./run.testing.ts";
import { sendEvents, servingSockets, wholeTurn, type AnswerTurn } from "./sockets.testing.ts";

let openai: JudgingDialect;
beforeAll(async () => {
  openai = await dialect("openai");
});

const short = { connect: 5000, headers: 200, idle: 200, total: 20_000 };
const judging = (names: RegExp): typeof rules => rules.filter(({ id }) => names.test(id));

/** Runs one scenario on a server that answers turns by hand; all that is not asked by it is answered shortly. */
async function running(
  one: Scenario,
  answer: AnswerTurn,
  more: Parameters<typeof run>[2] = {},
): Promise<RunResult> {
  const server = await servingSockets((socket, body) =>
    body["input"] === "Say hello." || body["input"] === undefined
      ? sendEvents(socket, ...wholeTurn())
      : answer(socket, body),
  );
  return run(server, [one], { dialects: [openai], timeouts: short, ...more });
}

const send = (socket: WebSocket, event: JsonObject): void => socket.send(JSON.stringify(event));
const needing = (needs: Capability[], steps: string): Scenario =>
  scenario("a/turn", `dialects: [openai]\nneeds: [${needs.join(", ")}]\nsteps:\n${steps}`);

describe("turns of lanes", () => {
  const lane = (id: string, more = ""): string =>
    `  - id: ${id}\n    websocket: /responses\n${more}    body: { stream_id: ${id}, input: ${id} }\n` +
    `    expect: { status: 200, text: ${id}, events: { count: { response.completed: 1 } } }\n`;
  const pipelined = "    pipelined: true\n";
  const both = needing(["websocket"], lane("left") + lane("right", pipelined));
  const eventsOf = (name: string): JsonObject[] => {
    const response = responseObject({}, name);
    const created = { ...response, status: "in_progress", output: [], usage: null };
    return [
      { type: "response.created", response: created, sequence_number: 0, stream_id: name },
      { type: "response.completed", response, sequence_number: 1, stream_id: name },
    ];
  };
  /** Answers once both messages are there, with the events in the order of their places. */
  const answering = (order: number[]): AnswerTurn => {
    const all = [...eventsOf("left"), ...eventsOf("right")];
    let asked = 0;
    return (socket) => {
      if (++asked < 2) return;
      for (const place of order) send(socket, all[place] ?? {});
    };
  };
  const laneRules = judging(/^(websocket|sequence)\/|created-first|terminal-present/);

  it.each([
    ["in turn", [0, 2, 1, 3]],
    ["of which the second is over first", [2, 3, 0, 1]],
    ["one after the other", [0, 1, 2, 3]],
  ])("get each its own events: %s", async (_, order) => {
    const result = await running(both, answering(order), { rules: laneRules });
    expect(resultOf(result, "a/turn")).toMatchObject({ verdict: "pass", findings: [] });
    const [shown] = result.scenarios;
    expect(shown?.steps.map(({ events }) => events)).toEqual([2, 2]);
  });

  it("find events that are in no lane of theirs", async () => {
    const strays: AnswerTurn = (socket, body) => {
      const name = String(body["stream_id"]);
      for (const event of eventsOf(name)) {
        send(socket, event);
        if (name === "left" && event["type"] === "response.created")
          send(socket, { ...event, stream_id: "other", type: "response.in_progress" });
      }
    };
    const result = await running(both, strays, { rules: judging(/^websocket\/lanes/) });
    expect(resultOf(result, "a/turn")).toMatchObject({
      verdict: "fail",
      findings: [{ rule: "websocket/lanes", messageId: "unopened" }],
    });
  });

  it("that come before their turn are bounded", async () => {
    const flood: AnswerTurn = (socket, body) => {
      if (body["stream_id"] !== "right") return;
      for (let sent = 0; sent < 50; sent++)
        send(socket, { type: "vendor:noise", stream_id: "right", noise: "x".repeat(1000) });
    };
    const limits = { eventBytes: 10_000, streamBytes: 20_000 };
    const result = await running(both, flood, { limits });
    expect(resultOf(result, "a/turn")).toMatchObject({ verdict: "inconclusive" });
  });
});

describe("a turn that is steered", () => {
  const steering = needing(
    ["websocket"],
    "  - id: ask\n    websocket: /responses\n    body: { input: count }\n" +
      "    steer: { after: response.in_progress, input: [{ role: user, content: red }] }\n" +
      "    provoke: { event: response.steer.accepted }\n" +
      "    expect: { status: 200, text: red, events: { count: { response.created: 2 } } }\n",
  );
  const response = (id: string, text: string, more: JsonObject = {}): JsonObject => ({
    ...responseObject(more, text),
    id,
  });
  const steer = { id: "steer_1", previous_response_id: "resp_a" };
  const begin = (socket: WebSocket): void =>
    sendEvents(
      socket,
      { type: "response.created", response: response("resp_a", "") },
      { type: "response.in_progress", response: response("resp_a", "") },
    );
  const end = {
    type: "response.completed",
    response: response("resp_a", "one"),
    sequence_number: 3,
  };
  const accepted = { type: "response.steer.accepted", steer, sequence_number: 2 };
  const successor = (socket: WebSocket): void => {
    const more = { previous_response_id: "resp_a" };
    sendEvents(
      socket,
      { type: "response.created", response: response("resp_b", "", more) },
      { type: "response.completed", response: response("resp_b", "red", more) },
    );
  };

  it("is read to the end of its successor", async () => {
    const sent: JsonObject[] = [];
    const result = await running(steering, (socket, body) => {
      sent.push(body);
      if (body["type"] === "response.create") return begin(socket);
      for (const event of [accepted, end]) send(socket, event);
      setTimeout(() => successor(socket), 20);
    });
    expect(resultOf(result, "a/turn")).toMatchObject({ verdict: "pass" });
    expect(sent.slice(1)).toEqual([
      {
        type: "response.steer",
        previous_response_id: "resp_a",
        input: [{ role: "user", content: "red" }],
      },
    ]);
  });

  it("is planned and counted with the message that steers it", async () => {
    const plan = await planRun(
      await options("http://127.0.0.1:1/v1", [steering], { dialects: [openai] }),
    );
    expect(plan.filter(({ scenario: of }) => of === "a/turn")).toMatchObject([
      { step: "ask", body: { input: "count" } },
      {
        step: "ask",
        note: "sent after response.in_progress",
        body: { type: "response.steer", input: [{ role: "user", content: "red" }] },
      },
    ]);
    expect(plan.filter(({ scenario: of }) => of === "probe").map(({ step }) => step)).toEqual([
      "websocket",
    ]);
    const answer = (socket: WebSocket, body: JsonObject): void => {
      if (body["type"] === "response.create") return begin(socket);
      for (const event of [accepted, end]) send(socket, event);
      successor(socket);
    };
    // A gate exchange, a probe, the turn and the message that steers it.
    expect((await running(steering, answer)).requests).toBe(4);
  });

  it("and its probe are planned", async () => {
    const probed = needing(
      ["websocket", "steering"],
      "  - id: ask\n    websocket: /responses\n    body: { input: a }\n    expect: { status: 200 }\n",
    );
    const plan = await planRun(
      await options("http://127.0.0.1:1/v1", [probed], { dialects: [openai] }),
    );
    expect(plan.filter(({ scenario: of }) => of === "probe").map(({ step }) => step)).toEqual([
      "websocket",
      "steering",
    ]);
  });

  it.each([
    ["failed", "response_already_completed"],
    ["failed", "steering_not_supported"],
  ])("and is not: %s, %s", async (word, code) => {
    const result = await running(steering, (socket, body) => {
      if (body["type"] === "response.create") return begin(socket);
      send(socket, { ...end, sequence_number: 2 });
      const error = { type: "invalid_request_error", code, message: "No." };
      send(socket, { type: `response.steer.${word}`, sequence_number: 3, error, steer });
    });
    const found = resultOf(result, "a/turn");
    expect(found.verdict).toBe("inconclusive");
    expect(found.reason).toContain("asked once for an event response.steer.accepted");
  });

  it("and has no outcome is a violation", async () => {
    const result = await running(
      steering,
      (socket, body) => {
        if (body["type"] === "response.create") return begin(socket);
        for (const event of [accepted, end]) send(socket, event);
      },
      { rules: judging(/^websocket\/steering/) },
    );
    expect(resultOf(result, "a/turn")).toMatchObject({
      verdict: "fail",
      findings: [{ rule: "websocket/steering", messageId: "no-outcome" }],
    });
  });
});

describe("probes of what a WebSocket may offer", () => {
  const asks = (need: Capability): Scenario =>
    scenario(
      `a/${need}`,
      `dialects: [openai]\nneeds: [websocket, ${need}]\nsteps:\n  - id: ask\n    websocket: /responses\n    body: { input: now }\n    expect: { status: 200 }\n`,
    );
  const needs: Capability[] = ["lanes", "prewarm", "steering"];
  const isPlain = ({ type, stream_id, generate }: JsonObject): boolean =>
    type === "response.create" && stream_id === undefined && generate === undefined;
  const probing = async (answer: AnswerTurn): Promise<(string | undefined)[]> => {
    const server = await servingSockets((socket, body) =>
      isPlain(body) ? sendEvents(socket, ...wholeTurn()) : answer(socket, body),
    );
    const result = await run(server, needs.map(asks), { dialects: [openai], timeouts: short });
    return needs.map((need) => {
      const { verdict, reason = "" } = resultOf(result, `a/${need}`);
      return verdict === "pass" ? verdict : `${verdict}: ${reason}`;
    });
  };

  it("are no where they are refused, ignored, or not answered", async () => {
    const refusing = { type: "error", status: 400, error: { code: "bad", message: "No." } };
    const refused = await probing((socket) => send(socket, refusing));
    expect(refused.map((text) => text?.replace(/^(n\/a: ).* (got \d+).*$/, "$1$2"))).toEqual(
      needs.map(() => "n/a: got 400"),
    );
    const ignored = await probing((socket) => sendEvents(socket, ...wholeTurn()));
    const how = "(WS /responses answered 200)";
    expect(
      ignored.map((text) => text?.replace(/^n\/a: .*? is accepted and ignored: /, "")),
    ).toEqual([
      `the request has a stream_id, but no event has it ${how}`,
      `the request has generate: false, but the response has output ${how}`,
      `a response.steer message is answered, but not with an event of steering ${how}`,
    ]);
    const silent = await probing(() => undefined);
    for (const text of silent) expect(text).toMatch(/^n\/a: .* got no answer/);
  });

  it("say yes where they are answered", async () => {
    const found = await probing((socket, body) => {
      if (body["type"] === "response.steer")
        return sendEvents(socket, {
          type: "response.steer.failed",
          error: { type: "invalid_request_error", code: "response_not_found", message: "No." },
          steer: { previous_response_id: stringAt(body, "previous_response_id"), input: "a" },
        });
      const { stream_id } = body;
      const mark = stream_id === undefined ? {} : { stream_id };
      const empty = responseObject({ output: [] });
      const events =
        stream_id === undefined ? [{ type: "response.completed", response: empty }] : wholeTurn();
      sendEvents(socket, ...events.map((event) => ({ ...event, ...mark })));
    });
    expect(found).toEqual(["pass", "pass", "pass"]);
  });
});
