import { describe, expect, it } from "vitest";
import { outputIs, sayings, type Case } from "../../../test/support/say.ts";
import {
  chain,
  drop,
  duplicate,
  insertAfter,
  onEvents,
  onExchange,
  patch,
} from "../../tape/edits.ts";
import { renumber } from "../../tape/events.ts";
import callIds from "./ids.ts";
import { callRules } from "./index.ts";

const argumentsDone = "response.function_call_arguments.done";
const itemAdded = "response.output_item.added";
const itemDone = "response.output_item.done";
const completed = "response.completed";
const rome = '{"city":"Rome"}';

/** The answer to a request that goes on with a stream whose first events came before. */
const resumed = chain(
  onEvents((events) => events.slice(4)),
  onExchange((exchange) => ({
    ...exchange,
    request: {
      method: "GET",
      path: "/responses/resp_call",
      query: { stream: "true", starting_after: "3" },
      headers: {},
      body: undefined,
    },
  })),
);
const twiceDone = onEvents((events) => {
  const at = events.findIndex(({ event }) => event === argumentsDone);
  const again = structuredClone(events[at]);
  if (!again || again.payload === "[DONE]") throw new Error("the tape has no arguments");
  again.payload["arguments"] = rome;
  return renumber(events.toSpliced(at + 1, 0, again));
});

describe("call/arguments-buffer", () => {
  const silent: [string, Case["edits"]][] = [
    [
      "of an item that was never added",
      [drop(itemAdded), patch(argumentsDone, 0, "/arguments", rome)],
    ],
    ["that are no text", [patch(argumentsDone, 0, "/arguments", 5)]],
    ["whose beginning came before", [resumed]],
    ["that are done a second time", [twiceDone]],
    [
      "of another kind of item",
      [patch(itemAdded, 0, "/item/type", "acme:call"), patch(itemDone, 0, "/item/arguments", rome)],
    ],
    [
      "that only the final output has",
      [
        patch(itemDone, 0, "/item/arguments", undefined),
        patch(completed, 0, "/response/output/0/arguments", rome),
      ],
    ],
    ["that the finished item does not have", [patch(itemDone, 0, "/item/arguments", undefined)]],
    [
      "that the final output does not have",
      [patch(completed, 0, "/response/output/0/arguments", undefined)],
    ],
    [
      "of an item that was never done",
      [drop(itemDone), patch(completed, 0, "/response/output/0/arguments", rome)],
    ],
  ];
  it.each(silent)("leaves alone arguments %s", async (_, edits) => {
    expect(await sayings({ rules: callRules, tape: "call", edits })).toEqual([]);
  });
});

describe("a call whose arguments were never done", () => {
  it("is left alone where the stream failed", async () => {
    const error = { type: "server_error", code: null, message: "It broke.", param: null };
    const edits = [drop(argumentsDone), insertAfter(itemDone, 0, { type: "error", error })];
    expect(await sayings({ rules: callRules, tape: "call", edits })).toEqual([]);
  });
});

describe("call/ids", () => {
  const ids = (tape: string, ...edits: Case["edits"]): Promise<string[]> =>
    sayings({ rules: [callIds], tape, edits });
  const missing = (pointer: string): string =>
    `must call/ids: a function_call has no call_id; the client cannot send its output back | ${pointer} | a call_id | nothing`;
  const withoutId = patch(itemAdded, 0, "/item/call_id", undefined);

  it("knows a call that is announced twice", async () => {
    expect(await ids("call", duplicate(itemAdded))).toEqual([]);
  });

  it("knows a call that is done twice, and had no call_id when it was added", async () => {
    expect(await ids("call", withoutId, duplicate(itemDone))).toEqual([missing("/item/call_id")]);
  });

  it("knows a call by its id where it is done at another place", async () => {
    expect(await ids("call", patch(itemDone, 0, "/output_index", 7))).toEqual([]);
  });

  it("knows a call by its place where it is done with another id", async () => {
    const edits = [
      patch(itemDone, 0, "/item/id", "fc_9"),
      patch(itemDone, 0, "/item/call_id", undefined),
    ];
    expect(await ids("call", ...edits)).toEqual([]);
  });

  it("looks at a call that is done and was never added", async () => {
    expect(
      await ids("call", drop(itemAdded), patch(itemDone, 0, "/item/call_id", undefined)),
    ).toEqual([missing("/item/call_id")]);
  });

  it("passes over what is no item", async () => {
    expect(
      await ids("call", patch(itemAdded, 0, "/item", 5), patch(itemDone, 0, "/item", 5)),
    ).toEqual([]);
    expect(await ids("plain-call", outputIs({ type: "function_call" }))).toEqual([
      missing("/output/0/call_id"),
    ]);
  });

  it("follows from a call that is added at two places", async () => {
    const edits = [duplicate(itemAdded), patch(itemAdded, 1, "/output_index", 1)];
    const says = await sayings({ tape: "call", edits });
    expect(says.filter((one) => one.includes("call/ids"))).toEqual([
      expect.stringMatching(/item\/added-done-pairing: .* => call\/ids repeated/),
    ]);
  });
});
