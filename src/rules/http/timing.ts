import { terminalStatuses } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { chain, endAs, onText, stopBefore, withoutDone } from "../../tape/edits.ts";
import { targetOf } from "../state/target.ts";
import { isForeignBody, mediaType, wantsStream } from "./request.ts";

const seconds = (ms: number | undefined): string =>
  ms === undefined ? "silence" : `${(ms / 1000).toFixed(1)} s of silence`;

export const firstEventPrompt = defineRule<"empty" | "silent">({
  id: "http/first-event-prompt",
  title: "a stream has a first event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    empty: "the event stream ended without a single event",
    silent: "the event stream was opened, and then nothing came up to the time limit",
  },
  observe({ exchange, session, state, head, report, exercised }) {
    if (exchange.source !== "http" || !wantsStream(exchange)) return {};
    let others = false;
    const latest = targetOf(exchange, session)?.known?.latest;
    // Of a response that had ended nothing need be left behind the number that a replay starts after.
    const mayBeEmpty = state.resumed && (!latest || terminalStatuses.has(String(latest["status"])));
    return {
      fact(fact) {
        // Frames that are no events, and bodies that are no stream, are reported as what they are.
        if (["not-json", "not-event", "too-large"].includes(fact.kind) || isForeignBody(fact))
          others = true;
      },
      end({ kind, silentMs }) {
        if (state.events > 0) return exercised();
        const info = head();
        if (!info || info.status >= 300 || others) return;
        if (mediaType(info.headers["content-type"]) !== "text/event-stream") return;
        if (kind === "left" || kind === "limit" || kind === "dropped") return;
        const gaveUp = kind === "idle" || kind === "total";
        if (mayBeEmpty && !gaveUp) return;
        exercised();
        report(gaveUp ? "silent" : "empty", {
          expected: "response.created",
          actual: gaveUp ? seconds(silentMs) : "the end of the body",
        });
      },
    };
  },
  faults: [
    {
      name: "the stream is empty",
      tape: "text",
      edit: onText(() => ""),
      finds: ["empty"],
    },
    {
      name: "only comments come until patience ends",
      tape: "text",
      edit: chain(
        onText(() => ": waiting\n\n"),
        endAs({ kind: "idle", silentMs: 30_000 }),
      ),
      finds: ["silent"],
    },
  ],
});

export const noStall = defineRule<"stalled" | "endless">({
  id: "http/no-stall",
  title: "a stream that has begun does not fall silent",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    stalled: "the stream fell silent after {{last}}, before its terminal event",
    endless: "the stream had not come to its terminal event at the time limit",
  },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source === "capture") return {};
    return {
      end({ kind, silentMs }) {
        if (!state.last || kind === "left" || kind === "limit") return;
        exercised();
        if (state.terminal || (kind !== "idle" && kind !== "total")) return;
        const evidence = {
          at: state.last,
          related: [state.first],
          expected: "response.completed, response.incomplete or response.failed",
        };
        if (kind === "idle")
          report("stalled", {
            ...evidence,
            actual: seconds(silentMs),
            args: { last: state.last.type },
          });
        // Slow, but alive: that may be the length of the answer.
        else report("endless", { ...evidence, actual: "still streaming", level: "should" });
      },
    };
  },
  faults: [
    {
      name: "the stream stops in the middle of the text",
      tape: "text",
      edit: chain(
        stopBefore("response.output_text.delta", 2),
        endAs({ kind: "idle", silentMs: 30_000 }),
      ),
      finds: ["stalled"],
    },
    {
      name: "only comments come, from the middle of the text on",
      tape: "text",
      edit: chain(
        stopBefore("response.output_text.delta", 2),
        onText((stream) => `${stream}: waiting\n\n`),
        endAs({ kind: "idle" }),
      ),
      finds: ["stalled"],
    },
    {
      name: "the text does not end",
      tape: "text",
      edit: chain(stopBefore("response.output_text.done"), endAs({ kind: "total" })),
      finds: ["endless"],
    },
  ],
});

export const streamCloses = defineRule<"stays-open">({
  id: "http/stream-closes",
  title: "the body ends soon after the end of the stream",
  requirement: { openresponses: "should", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: { "stays-open": "the connection stayed open after the end of the stream" },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source !== "http") return {};
    let done = false;
    return {
      fact({ kind }) {
        if (kind === "done") done = true;
      },
      end({ kind, silentMs }) {
        if (state.events === 0 || (!state.terminal && !done)) return;
        const waited = kind === "idle" || kind === "total";
        // Left without waiting: we had a reason of our own to close.
        if (kind !== "closed" && !waited && (kind !== "left" || silentMs === undefined)) return;
        exercised();
        if (kind === "closed") return;
        report("stays-open", {
          at: state.terminal?.event,
          expected: "the end of the body",
          actual: seconds(silentMs),
        });
      },
    };
  },
  faults: [
    {
      name: "the connection stays open after [DONE]",
      tape: "text",
      edit: endAs({ kind: "left", silentMs: 2_000 }),
      finds: ["stays-open"],
    },
    {
      name: "the connection stays open up to the time limit",
      tape: "text",
      edit: endAs({ kind: "total" }),
      finds: ["stays-open"],
    },
    {
      name: "the connection stays open after the terminal event",
      tape: "text",
      edit: chain(withoutDone(), endAs({ kind: "idle", silentMs: 30_000 })),
      finds: ["stays-open"],
    },
  ],
});
