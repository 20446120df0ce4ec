import { sameJson } from "../../json/diff.ts";
import {
  elementsAt,
  has,
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  textAt,
} from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { existsIn, openaiNovember } from "../../protocol/since.ts";
import { openStatuses } from "../../protocol/statuses.ts";
import type { Dialect } from "../../dialect/dialect.ts";
import { defineRule } from "../../engine/rule.ts";
import { isCreate, malformed } from "../http/request.ts";
import { asyncLost, bringsTools, toolGists, toolsCome } from "./tools.ts";

/** A place of the request and what must come back for it, each as what is compared. */
interface Echo {
  field: string;
  sent: Json | undefined;
  came: Json | undefined;
  level?: "should";
}

/** True for a number that comes back in single precision: 0.8 as 0.800000011920929. */
const isRounded = (sent: Json, came: Json | undefined): boolean =>
  typeof sent === "number" &&
  typeof came === "number" &&
  !Number.isInteger(sent) &&
  Math.fround(sent) === Math.fround(came);

/** What of tool_choice must come back: a superset of what was sent is fine. */
function choiceComes(sent: Json | undefined, came: Json | undefined): boolean {
  if (!isObject(sent)) return sameJson(sent, came);
  if (!isObject(came)) return false;
  return Object.entries(sent).every(([key, value]) =>
    key === "tools"
      ? sameJson(toolGists(value)?.toSorted(), toolGists(came[key])?.toSorted())
      : sameJson(value, came[key]),
  );
}

/** Fields that come back as they were sent. */
const plain = [
  "temperature",
  "top_p",
  "max_output_tokens",
  "max_tool_calls",
  "metadata",
  "previous_response_id",
  "truncation",
  "store",
  "parallel_tool_calls",
];

/** What was explicitly sent and did not come back. */
function missingEchoes(
  body: JsonObject,
  response: JsonObject,
  { base, revision }: Pick<Dialect, "base" | "revision">,
): Echo[] {
  const wrong: Echo[] = [];
  const check = (
    field: string,
    sent: Json | undefined,
    came: Json | undefined,
    same = sameJson(sent, came),
  ): void => {
    if (sent === undefined || sent === null || same) return;
    wrong.push({ field, sent, came, ...(isRounded(sent, came) ? { level: "should" } : {}) });
  };
  const penalties = base === "openresponses" ? ["presence_penalty", "frequency_penalty"] : [];
  for (const field of [...plain, ...penalties]) check(field, body[field], response[field]);
  if (typeof body["instructions"] === "string")
    check("instructions", body["instructions"], response["instructions"]);
  const { tools } = body;
  if (base === "openai" && Array.isArray(tools))
    check(
      "tools",
      toolGists(tools),
      toolGists(response["tools"]),
      toolsCome(body, tools, response["tools"]),
    );
  else check("tools", toolGists(tools), toolGists(response["tools"]));
  const { tool_choice: choice } = body;
  const { tool_choice: choiceBack } = response;
  check("tool_choice", choice, choiceBack, choiceComes(choice, choiceBack));
  const format = objectAt(body["text"], "format");
  const formatBack = objectAt(response["text"], "format");
  for (const field of ["type", "name"])
    check(`text.format.${field}`, format?.[field], formatBack?.[field]);
  check(
    "reasoning.effort",
    objectAt(body, "reasoning")?.["effort"],
    objectAt(response, "reasoning")?.["effort"],
  );
  // An endpoint may answer in the foreground what was asked for in the background; then there is nothing to echo.
  if (openStatuses.has(textAt(response, "status")) && response["background"] !== false)
    check("background", body["background"], response["background"]);
  if (base === "openai") wrong.push(...cacheOptions(body, response));
  // The types of OpenAI's SDK have it in the tools of requests and of responses alike.
  if (base === "openai" && existsIn(openaiNovember, base, revision))
    for (const { pointer, async } of asyncLost(
      elementsAt(body, "tools"),
      elementsAt(response, "tools"),
    ))
      wrong.push({
        field: `${pointer.slice(1)}/async`.replaceAll("/", "."),
        sent: true,
        came: async,
      });
  return wrong;
}

/**
 * Options of the prompt cache that a response says were applied. Which response was compared is the client's word; a
 * server may apply another mode or lifetime than was asked for, and says so. What is absent was not applied.
 */
function cacheOptions(body: JsonObject, response: JsonObject): Echo[] {
  const [sent, came] = [body, response].map((one) => objectAt(one, "prompt_cache_options"));
  if (!sent || !came) return [];
  return ["comparison_response_id", "mode", "ttl"].flatMap((name): Echo[] => {
    const value = sent[name] ?? null;
    if (value === null || (came[name] ?? null) === null || sameJson(value, came[name])) return [];
    const echo: Echo = { field: `prompt_cache_options.${name}`, sent: value, came: came[name] };
    return [name === "comparison_response_id" ? echo : { ...echo, level: "should" }];
  });
}

/** Values of fields that were not sent. */
const defaults: [string, Json][] = [
  ["tools", []],
  ["tool_choice", "auto"],
  ["parallel_tool_calls", true],
  ["truncation", "disabled"],
  ["previous_response_id", null],
];

export default defineRule({
  id: "echo/request",
  title: "The response repeats the settings of its request",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object"],
  messages: {
    differs: "{{field}} in the response differs from the request",
    rounded: "{{field}} in the response is the value of the request in single precision",
    "not-default": "the request has no {{field}}, but the response does not have its default",
  },
  // What a server ignores it need not repeat: "tools: []" is the one honest part.
  messageYieldsTo: {
    "differs tools": ["call/tool-choice:ignored"],
    "differs tool_choice": ["call/tool-choice:ignored"],
  },
  perDialect: true,
  observe({ exchange, dialect, report, exercised }) {
    const body = exchange.request?.body;
    if (!isCreate(exchange) || !isObject(body)) return {};
    // What should have been refused has nothing to come back.
    if (malformed(exchange) !== undefined) return {};
    return {
      snapshot({ response, pointer, event }) {
        exercised();
        for (const { field, sent, came, level } of missingEchoes(body, response, dialect)) {
          // That the successor of a steered response continues it is websocket/steering's.
          if (field === "previous_response_id" && exchange.follows !== undefined) continue;
          report(sent !== undefined && isRounded(sent, came) ? "rounded" : "differs", {
            at: event,
            pointer: `${pointer}/${field.replaceAll(".", "/")}`,
            expected: show(sent),
            actual: show(came),
            args: { field },
            key: field,
            ...(level ? { level } : {}),
          });
        }
        if ((body["max_output_tokens"] ?? null) === null && response["max_output_tokens"] === 0)
          report("not-default", {
            at: event,
            pointer: `${pointer}/max_output_tokens`,
            expected: "null",
            // A limit of 0 would allow nothing.
            actual: "0",
            args: { field: "max_output_tokens" },
            key: "max_output_tokens",
            level: "should",
          });
        for (const [field, value] of defaults) {
          // What is absent is the schema's to report.
          if (has(body, field) || !has(response, field) || sameJson(response[field], value))
            continue;
          if (field === "tools" && dialect.base === "openai" && bringsTools(body)) continue;
          report("not-default", {
            at: event,
            pointer: `${pointer}/${field}`,
            expected: show(value),
            actual: show(response[field]),
            args: { field },
            key: field,
            level: "should",
          });
        }
      },
    };
  },
});
