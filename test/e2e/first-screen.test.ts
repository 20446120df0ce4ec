import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { serving } from "../support/endpoints.ts";

/** Lines of a small terminal. */
const screen = 24;

// What somebody has to read to know what is wrong with a server that breaks this.
it.each([
  ["delta-lost", "text/deltas-equal-done", /differs from the concatenation of its deltas/],
  ["sequence-gap", "sequence/contiguous", /sequence_number jumps from \d+ to \d+/],
  ["terminal-missing", "lifecycle/terminal-present", /without a terminal event/],
  ["done-missing", "sse/done-sentinel", /\[DONE\]/],
  ["usage-total-wrong", "usage/arithmetic", /total_tokens/],
  ["item-id-rotates", "item/id-stable", /the id of item \d+ in/],
  ["arguments-done-reformatted", "call/arguments-buffer", /arguments/],
  ["event-name-missing", "sse/event-name", /event:/],
  ["stream-content-type-json", "http/stream-content-type", /application\/json/],
  ["retrieve-differs", "state/stream-equals-json", /stored response differs/],
])("names the cause of %s on the first screen", async (fault, rule, message) => {
  const { code, stdout } = await cli(["--base-url", await serving({ fault })]);
  expect(code).toBe(1);
  const first = stdout.split("\n").slice(0, screen).join("\n");
  expect(first).toContain(rule);
  expect(first).toMatch(message);
});
