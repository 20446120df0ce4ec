import { isObject, stringAt, type Json, type JsonObject } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule, type Observer, type RuleContext } from "../../engine/rule.ts";
import { onBody, patch } from "../../tape/edits.ts";
import { outcomeOf } from "./outcome.ts";

type Messages = "missing" | "field" | "unexpected" | "absent";

/**
 * A field of the response that belongs to one outcome, and is null with every other. Both documents require it, and no
 * snapshot of OpenAI's servers was recorded without it.
 */
interface FinalField {
  field: string;
  outcome: string;
  shape: string;
  /** Names of the fields within it that are wrong. */
  wrong(value: JsonObject): string[];
}

const texts =
  (...names: string[]) =>
  (value: JsonObject): string[] =>
    names.filter((name) => stringAt(value, name) === undefined);

function observeField(
  { report, exercised }: RuleContext<Messages>,
  { field, outcome, shape, wrong }: FinalField,
): Observer {
  return {
    snapshot(snapshot) {
      const { response, event } = snapshot;
      const pointer = `${snapshot.pointer}/${field}`;
      const actual = outcomeOf(snapshot);
      if (actual === undefined) return;
      const value: Json | undefined = response[field];
      const place = { at: event, pointer, actual: show(value), args: { outcome: actual } };
      exercised();
      if (actual === outcome) {
        if (!isObject(value)) return report("missing", { ...place, expected: shape });
        for (const name of wrong(value))
          report("field", {
            ...place,
            pointer: `${pointer}/${name}`,
            expected: "a string",
            actual: show(value[name]),
            args: { field: name },
            key: name,
          });
      } else if (value === undefined) report("absent", { ...place, expected: "null" });
      else if (value !== null) report("unexpected", { ...place, expected: "null" });
    },
  };
}

export const failedHasError = defineRule<Messages>({
  id: "lifecycle/failed-has-error",
  title: "a failed response says why, and no other has an error",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#errors", "openai:responses/object#error"],
  messages: {
    missing: "the failed response has no error",
    field: "the error of the failed response has no {{field}}",
    unexpected: "response.error is set although the response is {{outcome}}",
    absent: "response.error is left out; where there is no error it is null",
  },
  // A snapshot whose status disagrees with its event carries the fields of the one or of the other.
  yieldsTo: ["lifecycle/status-matches-event"],
  observe: (context) =>
    observeField(context, {
      field: "error",
      outcome: "failed",
      shape: "{code, message}",
      wrong: texts("code", "message"),
    }),
  faults: [
    {
      name: "response.failed has error null",
      tape: "failed",
      edit: patch("response.failed", 0, "/response/error", null),
      finds: ["missing"],
    },
    {
      name: "the error has no code",
      tape: "failed",
      edit: patch("response.failed", 0, "/response/error/code", undefined),
      finds: ["field"],
    },
    {
      name: "a completed response has an error",
      tape: "text",
      edit: patch("response.completed", 0, "/response/error", {
        code: "server_error",
        message: "Oops.",
      }),
      finds: ["unexpected"],
    },
    {
      name: "a plain answer has an error",
      tape: "plain",
      edit: onBody((body) => ({ ...body, error: { code: "server_error", message: "Oops." } })),
      finds: ["unexpected"],
    },
    {
      name: "error is left out",
      tape: "text",
      edit: patch("response.completed", 0, "/response/error", undefined),
      finds: ["absent"],
    },
  ],
});

export const incompleteHasDetails = defineRule<Messages>({
  id: "lifecycle/incomplete-has-details",
  title: "an incomplete response says why, and no other does",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#incomplete_details"],
  messages: {
    missing: "the incomplete response has no incomplete_details",
    field: "incomplete_details has no {{field}}",
    unexpected: "incomplete_details is set although the response is {{outcome}}",
    absent: "incomplete_details is left out; where the response is whole it is null",
  },
  // A snapshot whose status disagrees with its event carries the fields of the one or of the other.
  yieldsTo: ["lifecycle/status-matches-event"],
  observe: (context) =>
    observeField(context, {
      field: "incomplete_details",
      outcome: "incomplete",
      shape: "{reason}",
      wrong: texts("reason"),
    }),
  faults: [
    {
      name: "response.incomplete has incomplete_details null",
      tape: "incomplete",
      edit: patch("response.incomplete", 0, "/response/incomplete_details", null),
      finds: ["missing"],
    },
    {
      name: "incomplete_details is empty",
      tape: "incomplete",
      edit: patch("response.incomplete", 0, "/response/incomplete_details", {}),
      finds: ["field"],
    },
    {
      name: "a completed response has incomplete_details",
      tape: "text",
      edit: patch("response.completed", 0, "/response/incomplete_details", {
        reason: "max_output_tokens",
      }),
      finds: ["unexpected"],
    },
    {
      name: "incomplete_details is left out",
      tape: "text",
      edit: patch("response.completed", 0, "/response/incomplete_details", undefined),
      finds: ["absent"],
    },
  ],
});
