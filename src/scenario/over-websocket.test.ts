import { describe, expect, it } from "vitest";
import { loadScenarios } from "./load.ts";
import { overWebSocket } from "./over-websocket.ts";
import type { Scenario } from "./types.ts";

const all = (await loadScenarios({ scenarioGlobs: [] })).scenarios;
const named = (id: string): Scenario => {
  const found = all.find((scenario) => scenario.id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
};

describe("a scenario over WebSocket", () => {
  it("creates its responses by messages, and asks for the rest as before", () => {
    const turned = overWebSocket(named("state/retrieve-stream"));
    expect(turned?.needs).toContain("websocket");
    expect(turned?.needs).not.toContain("stream");
    expect(
      turned?.steps.map(({ method, socket, body }) => [
        method,
        socket?.connection,
        body?.["stream"],
      ]),
    ).toEqual(
      named("state/retrieve-stream").steps.map(({ method }) => [
        method,
        method === "POST" ? "main" : undefined,
        undefined,
      ]),
    );
  });

  it("continues on another connection what must not be known", () => {
    const connections = overWebSocket(named("state/chain-unstored"))?.steps.flatMap(
      ({ socket }) => socket?.connection ?? [],
    );
    expect(connections).toEqual(["main", "continue"]);
  });

  it.each([
    ["core/stream-false", "says how it is to be answered"],
    ["core/no-obfuscation", "says how it is to be streamed"],
    ["background/poll", "runs in the background"],
    ["errors/wrong-content-type", "is about the headers of a request"],
    ["errors/bad-json", "is about a body that is no JSON"],
    ["errors/wrong-key", "is about the key of a request"],
    ["errors/stream-text", "is about a wrong stream field"],
    ["state/unknown-id", "creates nothing"],
    ["websocket/turn", "goes over it anyway"],
  ])("is none where %s %s", (id) => {
    expect(overWebSocket(named(id))).toBeUndefined();
  });

  it("is there for most of what ships", () => {
    expect(all.flatMap((scenario) => overWebSocket(scenario) ?? []).length).toBeGreaterThan(200);
  });
});
