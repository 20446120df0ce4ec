import { isObject, type JsonObject, objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import {
  onEvents,
  patch,
  patchBody,
  patchFinal,
  patchSnapshots,
  renumber,
} from "../../tape/edits.ts";
import rule from "./response.ts";

/** An object with some of the fields of another. */
const only = (object: JsonObject, fields: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([field]) => fields.includes(field)));

export default faultsOf(rule, {
  invalid: {
    "tools is missing from every snapshot": on("text", [
      ...["created", "in_progress", "completed"].map((name) =>
        patch(`response.${name}`, 0, "/response/tools", undefined),
      ),
    ]),
    "the reason of an incomplete response is none of OpenAI's": on(
      "incomplete",
      patchFinal("/incomplete_details/reason", "length"),
      { dialects: ["openai"] },
    ),
    "top_logprobs of a plain answer is a string": on("plain", patchBody("/top_logprobs", "0")),
    "the opening snapshots hold an id, an object and a status only": on(
      "text",
      onEvents((events) => {
        for (const { payload } of events) {
          const response = payload === "[DONE]" ? undefined : objectAt(payload, "response");
          if (payload === "[DONE]" || response?.["status"] !== "in_progress") continue;
          payload["response"] = only(response, ["id", "object", "status"]);
        }
        return events;
      }),
      {
        alsoFires: [
          "schema/timestamps",
          "lifecycle/failed-has-error",
          "lifecycle/incomplete-has-details",
        ],
        dialects: ["openai"],
      },
    ),
    "the failed response holds a status and an error only": on(
      "failed",
      onEvents((events) => {
        const { payload } = events.at(-2) ?? {};
        const response = objectAt(payload, "response");
        if (!isObject(payload) || !response) throw new Error("the tape ends otherwise");
        payload["response"] = only(response, ["status", "error"]);
        return events;
      }),
      {
        alsoFires: ["schema/timestamps", "lifecycle/incomplete-has-details"],
        dialects: ["openai"],
      },
    ),
    "response.completed carries a response without id, object and model": on("text", [
      ...["id", "object", "model"].map((field) =>
        patch("response.completed", 0, `/response/${field}`, undefined),
      ),
    ]),
    "only snapshots are streamed, and the last one has no output": on("text", [
      onEvents((events) =>
        renumber(
          events.filter(({ payload }) => payload === "[DONE]" || objectAt(payload, "response")),
        ),
      ),
      patchFinal("/output", undefined),
    ]),
    "response.in_progress has no output": on(
      "text",
      patch("response.in_progress", 0, "/response/output", undefined),
    ),
    "response.in_progress does not say whether it runs in the background": on(
      "text",
      patch("response.in_progress", 0, "/response/background", undefined),
      { dialects: ["openresponses"] },
    ),
    "safety_identifier is left out": on("text", patchSnapshots("/safety_identifier", undefined), {
      dialects: ["openresponses"],
    }),
    "the text settings have no format": on("text", patchSnapshots("/text", {}), {
      dialects: ["openresponses"],
    }),
    "the verbosity of the text is null": on("text", patchSnapshots("/text/verbosity", null), {
      dialects: ["openresponses"],
    }),
  },
});
