import { stringAt, type JsonObject } from "../../json/json.ts";
import { restoreEcho } from "./call-edits.ts";
import {
  breaks,
  callDelta,
  callDone,
  change,
  changeItems,
  family,
  onlyWith,
  places,
  reshape,
  setIn,
} from "./edits.ts";
import { eachItem } from "./request-edits.ts";

/** Which tools are called, and what becomes of their outputs. */
export const choiceFaults = family("calls", {
  "call-leaked-as-text": breaks("call/not-leaked", {
    title: "A forced call is sent as text instead of a function_call item.",
    request: (body) =>
      mustCall(body) ? { ...body, tool_choice: "none", input: leakedInput(body) } : body,
    events: (events, { sent }) => restoreEcho(events, sent, ["tool_choice"]),
  }),
  "tool-choice-ignored": breaks("call/tool-choice", {
    title: "tool_choice is ignored: with required or a named function, no tool is called.",
    request: (body) => (mustCall(body) ? { ...body, tool_choice: "none" } : body),
    events: (events, { sent }) => restoreEcho(events, sent, ["tool_choice"]),
  }),
  "tools-ignored": breaks("call/tool-choice", {
    title:
      "Tools are accepted and ignored: the response has no tools, tool_choice auto and no call.",
    request: (body) =>
      body["tools"] === undefined ? body : { ...body, tools: [], tool_choice: "auto" },
  }),
  "tool-choice-none-ignored": breaks("call/tool-choice", {
    title: "A tool is called although tool_choice is none.",
    request: (body) =>
      body["tool_choice"] === "none" ? { ...body, tool_choice: "required" } : body,
    events: (events, { sent }) => restoreEcho(events, sent, ["tool_choice"]),
  }),
  "parallel-off-ignored": breaks("call/parallel-off", {
    title: "A turn has several calls although parallel_tool_calls is false.",
    request: (body) =>
      body["parallel_tool_calls"] === false ? { ...body, parallel_tool_calls: true } : body,
    events: (events, { sent }) => restoreEcho(events, sent, ["parallel_tool_calls"]),
  }),
  "tool-output-ignored": breaks("tools/round-trip", {
    title: "The answer after a tool output ignores the output.",
    request: eachItem((item) =>
      item["type"] === "function_call_output" ? { ...item, output: "nothing" } : item,
    ),
  }),
  "tool-output-unknown-accepted": breaks("errors/unknown-call-id", {
    title: "An output for an unknown call is accepted.",
    quirks: ["accept-unknown-call"],
  }),
  "custom-call-as-function": breaks("call/custom", {
    title: "A custom tool is called with a function_call item and its events.",
    events: onlyWith("response.custom_tool_call_input.done", (events) => {
      const inputs = places(events, "response.custom_tool_call_input.delta");
      change(
        (event) => event.type.startsWith("response.custom_tool_call_input."),
        (event) => {
          event.type = event.type.replace("custom_tool_call_input", "function_call_arguments");
          inputToArguments(event);
        },
      )(events);
      const whole = events.find((event) => event.type === callDone)?.["arguments"];
      const one = reshape((list) => list.filter((_, index) => !inputs.slice(1).includes(index)))(
        events,
      );
      setIn(callDelta, { delta: whole })(one);
      return changeItems((item, stage) => {
        if (item["type"] !== "custom_tool_call") return;
        item["type"] = "function_call";
        inputToArguments(item);
        if (stage === "added") item["arguments"] = "";
      })(one);
    }),
  }),
});

/** True for a well-formed request that forces a call. */
function mustCall({ tool_choice: choice, tools }: JsonObject): boolean {
  const names = (Array.isArray(tools) ? tools : []).map((tool) => stringAt(tool, "name"));
  return choice === "required" ? names.length > 0 : names.includes(stringAt(choice, "name") ?? "");
}

function leakedInput(body: JsonObject): string {
  const tools = Array.isArray(body["tools"]) ? body["tools"] : [];
  const name = stringAt(tools[0], "name") ?? "tool";
  return `Say: "<tool_call>{'name': '${name}', 'arguments': {}}</tool_call>"`;
}

/** A custom call's free text as the arguments of a function. */
function inputToArguments(holder: JsonObject): void {
  if (holder["input"] === undefined) return;
  holder["arguments"] = JSON.stringify({ input: holder["input"] });
  delete holder["input"];
}
