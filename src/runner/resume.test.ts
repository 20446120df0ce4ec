import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json/json.ts";
import type { Step } from "../scenario/types.ts";
import { extract } from "../scenario/observed.ts";
import type { Exchange } from "./exchange.ts";
import { maxResumes, resumedRequest } from "./resume.ts";

const step = { resumes: true, dropAfter: 1 } as Step;
const wanted = {
  method: "GET",
  path: "/responses/a%2Fb?stream=true&starting_after=3",
  body: undefined,
} as const;
const ended = (kind: string, ...events: JsonObject[]): Exchange =>
  ({
    end: { kind },
    observed: extract({ status: 200, headers: {}, events, response: undefined, body: undefined }),
  }) as unknown as Exchange;
const delta = { type: "response.output_text.delta", sequence_number: 4 };

describe("a stream that was dropped", () => {
  it("goes on behind the last event that came", () => {
    expect(resumedRequest(step, wanted, ended("dropped", delta), 1)).toEqual({
      wanted: { ...wanted, path: "/responses/a%2Fb?stream=true&starting_after=4" },
      dropAfter: 1,
    });
  });

  it("is read to its end when it was dropped often enough", () => {
    expect(
      resumedRequest(step, wanted, ended("dropped", delta), maxResumes)?.dropAfter,
    ).toBeUndefined();
    expect(resumedRequest(step, wanted, ended("dropped", delta), maxResumes - 1)?.dropAfter).toBe(
      1,
    );
  });

  it.each([
    ["the step does not ask for it", { ...step, resumes: false }, ended("dropped", delta)],
    ["the stream ended by itself", step, ended("closed", delta)],
    ["no event came", step, ended("dropped")],
    ["the last event has no number", step, ended("dropped", { type: "x" })],
    [
      "the last event is the terminal one",
      step,
      ended("dropped", { type: "response.completed", sequence_number: 9 }),
    ],
  ])("is left where %s", (_, asked, exchange) => {
    expect(resumedRequest(asked, wanted, exchange, 1)).toBeUndefined();
  });
});
