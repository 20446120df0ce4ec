import { describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { rules } from "../rules/index.ts";
import { resultOf, run, scenario } from "./run.testing.ts";
import { sendEvents, servingSockets, wholeTurn } from "./sockets.testing.ts";

const short = { connect: 5000, headers: 150, idle: 150, total: 20_000 };
const asking = scenario(
  "a/turn",
  "needs: [websocket]\nsteps:\n  - id: ask\n    websocket: /responses\n    body: { input: a/turn }\n    expect: { status: 200 }\n",
);
const isAsked = (body: { input?: unknown }): boolean => body.input === "a/turn";
const pinging = (socket: WebSocket): void => {
  const timer = setInterval(() => socket.ping(), 20);
  socket.on("close", () => clearInterval(timer));
};
const timing = rules.filter(({ id }) => /^(http|websocket)\/(no-stall|failure-)/.test(id));

describe("a WebSocket that is silent", () => {
  it.each([
    ["before the first message", 0, "--timeout-headers"],
    ["in the middle of a turn", 1, "--timeout-idle"],
  ])("%s, but sends pings, is no fault", async (_, heard, flag) => {
    const server = await servingSockets((socket, body) => {
      if (!isAsked(body)) return sendEvents(socket, ...wholeTurn());
      sendEvents(socket, ...wholeTurn().slice(0, heard));
      pinging(socket);
    });
    const found = resultOf(
      await run(server, [asking], { timeouts: short, rules: timing }),
      "a/turn",
    );
    expect(found).toMatchObject({ verdict: "error", findings: [], expectations: [] });
    expect(found.reason).toMatch(
      new RegExp(`^step ask: no message arrived for 150 ms, but pings show .* raise ${flag}$`),
    );
  });

  it("in the middle of a turn without pings is a violation", async () => {
    const server = await servingSockets((socket, body) =>
      sendEvents(socket, ...wholeTurn().slice(0, isAsked(body) ? 1 : 2)),
    );
    const found = resultOf(
      await run(server, [asking], { timeouts: short, rules: timing }),
      "a/turn",
    );
    expect(found).toMatchObject({
      verdict: "fail",
      findings: [{ rule: "websocket/failure-announced" }],
    });
  });

  const error = { code: "server_error", message: "It broke." };
  it.each([
    ["an event of a stream, without a status", { type: "error", ...error, param: null }, 1],
    ["an error body, without a type", { error }, 1],
    ["an error body, before any event", { error }, 0],
  ])("because %s said that the turn failed, was answered", async (_, message, heard) => {
    const server = await servingSockets((socket, body) => {
      if (!isAsked(body)) return sendEvents(socket, ...wholeTurn());
      sendEvents(socket, ...wholeTurn().slice(0, heard), message);
    });
    const patient = { ...short, headers: 15_000, idle: 15_000 };
    const found = resultOf(
      await run(server, [asking], { timeouts: patient, rules: timing }),
      "a/turn",
    );
    expect(found.findings).toEqual([]);
    expect(JSON.stringify(found)).not.toContain("no message arrived");
  });

  it("between an error and response.failed is waited for", async () => {
    const server = await servingSockets((socket, body) => {
      const [created = {}] = wholeTurn();
      if (!isAsked(body)) return sendEvents(socket, ...wholeTurn());
      sendEvents(socket, created, { type: "error", ...error, param: null });
      setTimeout(() => {
        const response = { id: "resp_f", status: "failed", error, output: [] };
        sendEvents(socket, { type: "response.failed", response });
      }, 100);
    });
    const result = await run(server, [asking], { timeouts: short, rules: timing });
    expect(result.scenarios[0]?.steps[0]?.events).toBe(3);
  });
});
