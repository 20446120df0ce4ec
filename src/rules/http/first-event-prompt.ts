import { gaveUp } from "../../engine/exchange.ts";
import { terminalStatuses } from "../../protocol/statuses.ts";
import { defineRule } from "../../engine/rule.ts";
import { isForeignBody, mediaType } from "./request.ts";
import { seconds } from "./silence.ts";
import { targetOf } from "../state/target.ts";

export default defineRule({
  id: "http/first-event-prompt",
  title: "An event stream has at least one event, sent within the time limit",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    empty: "the event stream ended without an event",
    cut: "the connection broke before the first event of the stream",
    silent:
      "the server opened the event stream, but sent no event within the time limit (--timeout-idle, --timeout-total)",
  },
  chance: { silent: "load", cut: "load" },
  observe({ exchange, session, state, head, report, exercised }) {
    // A stream that nobody asked for is http/json-content-type's; that nothing is in it is said here all the same.
    if (exchange.source !== "http" || !exchange.request) return {};
    let others = false;
    const latest = targetOf(exchange, session)?.known?.latest;
    // Of a response that had ended nothing need be left behind the number that a replay starts after.
    const mayBeEmpty = state.resumed && (!latest || terminalStatuses.has(String(latest["status"])));
    return {
      fact(fact) {
        // Frames that are no events, and bodies that are no stream, are reported as what they are.
        if (["not-json", "not-event"].includes(fact.kind) || isForeignBody(fact)) others = true;
      },
      end({ kind, detail, silentMs }) {
        if (state.events > 0) return exercised();
        const info = head();
        if (!info || info.status >= 300 || others) return;
        if (mediaType(info.headers["content-type"]) !== "text/event-stream") return;
        if (kind === "left" || kind === "limit" || kind === "dropped") return;
        const late = gaveUp(kind);
        if (mayBeEmpty && !late) return;
        exercised();
        const expected = "response.created";
        if (late) report("silent", { expected, actual: seconds(silentMs) });
        else if (kind === "cut")
          report("cut", { expected, actual: detail ?? "a broken connection" });
        else report("empty", { expected, actual: "the end of the body" });
      },
    };
  },
});
