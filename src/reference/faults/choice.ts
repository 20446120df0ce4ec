import { stringAt, type JsonObject } from "../../json/json.ts";
import { restoreEcho } from "./call-edits.ts";
import {
  callDelta,
  callDone,
  change,
  changeItems,
  family,
  onlyWith,
  places,
  reshape,
} from "./edits.ts";

/** Which tools are called, and what becomes of their outputs. */
export const choiceFaults = family("calls", [
  {
    id: "call-leaked-as-text",
    title: "A forced call arrives as text instead of a function_call item.",
    breaks: "call/not-leaked",
    request: (body) =>
      mustCall(body) ? { ...body, tool_choice: "none", input: leakedInput(body) } : body,
    events: (events, { sent }) => restoreEcho(events, sent, ["tool_choice"]),
  },
  {
    id: "tool-choice-ignored",
    title: "tool_choice is ignored: required or a named function does not lead to a call.",
    breaks: "call/tool-choice",
    request: (body) => (mustCall(body) ? { ...body, tool_choice: "none" } : body),
    events: (events, { sent }) => restoreEcho(events, sent, ["tool_choice"]),
  },
  {
    id: "tool-choice-none-ignored",
    title: "A tool is called although tool_choice is none.",
    breaks: "call/tool-choice",
    request: (body) =>
      body["tool_choice"] === "none" ? { ...body, tool_choice: "required" } : body,
    events: (events, { sent }) => restoreEcho(events, sent, ["tool_choice"]),
  },
  {
    id: "parallel-off-ignored",
    title: "Several calls are made although parallel_tool_calls is false.",
    breaks: "call/parallel-off",
    request: (body) =>
      body["parallel_tool_calls"] === false ? { ...body, parallel_tool_calls: true } : body,
    events: (events, { sent }) => restoreEcho(events, sent, ["parallel_tool_calls"]),
  },
  {
    id: "tool-output-ignored",
    title: "The answer after a tool output knows nothing of it.",
    breaks: "tools/round-trip",
    request: (body) => {
      const input = body["input"];
      if (!Array.isArray(input)) return body;
      const blank = input.map((item) =>
        stringAt(item, "type") === "function_call_output"
          ? { ...(item as JsonObject), output: "nothing" }
          : item,
      );
      return { ...body, input: blank };
    },
  },
  {
    id: "tool-output-unknown-accepted",
    title: "An output for a call that was never made is accepted.",
    breaks: "errors/unknown-call-id",
    quirks: ["accept-unknown-call"],
  },
  {
    id: "custom-call-as-function",
    title: "A custom tool is called with a function_call item and its events.",
    breaks: "call/custom",
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
      change(callDelta, (event) => void (event["delta"] = whole))(one);
      return changeItems((item, stage) => {
        if (item["type"] !== "custom_tool_call") return;
        item["type"] = "function_call";
        inputToArguments(item);
        if (stage === "added") item["arguments"] = "";
      })(one);
    }),
  },
]);

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
