import { integerAt, isObject, parseJson, stringAt, type JsonObject } from "../json/json.ts";
import { sharedExchange, type StepResult } from "../result/run.ts";

/**
 * The run of an NDJSON report, in the form of the JSON report. Its content is not checked here.
 * A report without its footer, for instance after a crash, is a partial run; its last line may be incomplete.
 * @returns undefined if the text is not such a report
 */
export function readNdjson(text: string): JsonObject | undefined {
  const [first, ...others] = text.split("\n");
  const header = record(first ?? "");
  if (stringAt(header, "type") !== "header") return undefined;
  const scenarios: JsonObject[] = [];
  let footer: JsonObject | undefined;
  for (const line of others) {
    const one = record(line);
    if (stringAt(one, "type") === "scenario") scenarios.push(without(one, "type"));
    else if (stringAt(one, "type") === "footer") footer = one;
  }
  const told = without(header, "type");
  if (footer && integerAt(footer, "scenarios") === scenarios.length)
    return { ...told, ...without(footer, "type"), scenarios };
  const steps = scenarios.flatMap(({ steps }) => (Array.isArray(steps) ? steps : []));
  // What was sent once for several scenarios stands in each of them.
  const sent = new Map(
    steps.map((step, at) => [
      isObject(step) && step["shared"] === true
        ? sharedExchange(step as unknown as StepResult)
        : String(at),
      integerAt(step, "sent") ?? 0,
    ]),
  );
  return {
    ...told,
    scenarios,
    // What the footer would have told. The requests that found out what is offered are told nowhere else.
    exitCode: 4,
    durationMs: 0,
    requests: [...sent.values()].reduce((sum, times) => sum + times, 0),
    totals: {},
    causes: [],
    partial: "the report has no footer, so it is incomplete",
  };
}

function record(line: string): JsonObject | undefined {
  const parsed = parseJson(line);
  return "value" in parsed && isObject(parsed.value) ? parsed.value : undefined;
}

function without(object: JsonObject | undefined, key: string): JsonObject {
  const { [key]: _, ...rest } = object ?? {};
  return rest;
}
