import { beforeAll, describe, expect, it } from "vitest";
import { judging } from "../../../test/support/judge.ts";
import type { JudgingDialect } from "../../checker/checker.ts";
import type { Json } from "../../json/json.ts";
import { rules } from "../../rules/index.ts";
import { goodTape } from "../../../test/support/judge.ts";
import { utf8Text } from "../../tape/events.ts";
import type { Tape } from "../../tape/tape.ts";
import { cameAt } from "../../tape/edits.ts";
import { tapeExchanges } from "./capture.ts";
import { harExchanges } from "./har.ts";
import { judgeCapture } from "./judge.ts";

let openai: JudgingDialect;
let answer = "";
beforeAll(async () => {
  openai = await judging("openai");
  answer = utf8Text((await goodTape("plain")).exchanges[0]?.bytes ?? new Uint8Array());
});

const entry = (method: string, path: string, sent: Json | undefined, text: string): Json => ({
  request: {
    method,
    url: `https://h/v1${path}`,
    headers: [],
    ...(sent === undefined ? {} : { postData: { text: JSON.stringify(sent) } }),
  },
  response: {
    status: 200,
    headers: [{ name: "content-type", value: "application/json" }],
    content: { mimeType: "application/json", text },
  },
});

/** Rules that accuse a recording, whether it is taken for a whole conversation or not. */
async function accusing(whole: boolean, ...entries: Json[]): Promise<string[]> {
  const exchanges = harExchanges(JSON.stringify({ log: { entries } }));
  const { results } = await judgeCapture(
    { id: "a.har", suite: "", title: "", exchanges, whole },
    { dialects: [openai], rules, redoPrefix: "" },
  );
  return (results[0]?.findings ?? [])
    .filter(({ level }) => level === "must")
    .map(({ rule }) => rule);
}

describe("a recording", () => {
  it("may begin in the middle of a conversation, a tape does not", async () => {
    const { id, model } = JSON.parse(answer) as { id: string; model: string };
    const get = entry("GET", `/responses/${id}`, undefined, answer);
    expect(await accusing(false, get)).toEqual([]);
    expect(await accusing(true, get)).toEqual(["state/not-found"]);
    const next = { model, input: "And then?", previous_response_id: "resp_before" };
    const chained = answer.replace(
      '"previous_response_id":null',
      '"previous_response_id":"resp_before"',
    );
    expect(chained).not.toBe(answer);
    const turn = entry("POST", "/responses", next, chained);
    expect(await accusing(false, turn)).toEqual([]);
    expect(await accusing(true, turn)).toEqual(["state/chain-unknown"]);
  });
});

describe("a tape with times", () => {
  it("shows that a stream came all at once", async () => {
    const said = async (tape: Tape): Promise<string[]> => {
      const { results } = await judgeCapture(
        { id: "a", suite: "", title: "", exchanges: tapeExchanges(tape), whole: true },
        { dialects: [openai], rules, redoPrefix: "" },
      );
      return (results[0]?.findings ?? []).map(({ rule, level }) => `${level} ${rule}`);
    };
    const timed = await goodTape("timed");
    expect(await said(timed)).toEqual([]);
    expect(await said(cameAt(50, 28_850)(timed))).toEqual(["should http/no-burst"]);
  });
});
