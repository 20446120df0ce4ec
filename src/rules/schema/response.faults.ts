import { isObject, type JsonObject, objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, onEvents, patch, patchSnapshots, renumber } from "../../tape/edits.ts";
import rule from "./response.ts";

/** An object with some of the fields of another. */
const only = (object: JsonObject, fields: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([field]) => fields.includes(field)));

export default faultsOf(rule, {
  "tools is missing from every snapshot": {
    tape: "text",
    edit: chain(
      ...["created", "in_progress", "completed"].map((name) =>
        patch(`response.${name}`, 0, "/response/tools", undefined),
      ),
    ),
    finds: "invalid",
  },
  "the reason of an incomplete response is none of OpenAI's": {
    tape: "incomplete",
    edit: patch("response.incomplete", 0, "/response/incomplete_details/reason", "length"),
    finds: "invalid",
    dialects: ["openai"],
  },
  "top_logprobs of a plain answer is a string": {
    tape: "plain",
    edit: onBody((body) => ({ ...body, top_logprobs: "0" })),
    finds: "invalid",
  },
  "the opening snapshots hold an id, an object and a status only": {
    tape: "text",
    edit: onEvents((events) => {
      for (const { payload } of events) {
        const response = payload === "[DONE]" ? undefined : objectAt(payload, "response");
        if (payload === "[DONE]" || response?.["status"] !== "in_progress") continue;
        payload["response"] = only(response, ["id", "object", "status"]);
      }
      return events;
    }),
    finds: "invalid",
    alsoFires: [
      "schema/timestamps",
      "lifecycle/failed-has-error",
      "lifecycle/incomplete-has-details",
    ],
    dialects: ["openai"],
  },
  "the failed response holds a status and an error only": {
    tape: "failed",
    edit: onEvents((events) => {
      const { payload } = events.at(-2) ?? {};
      const response = objectAt(payload, "response");
      if (!isObject(payload) || !response) throw new Error("the tape ends otherwise");
      payload["response"] = only(response, ["status", "error"]);
      return events;
    }),
    finds: "invalid",
    alsoFires: ["schema/timestamps", "lifecycle/incomplete-has-details"],
    dialects: ["openai"],
  },
  "response.completed carries a response without id, object and model": {
    tape: "text",
    edit: chain(
      ...["id", "object", "model"].map((field) =>
        patch("response.completed", 0, `/response/${field}`, undefined),
      ),
    ),
    finds: "invalid",
  },
  "only snapshots are streamed, and the last one has no output": {
    tape: "text",
    edit: chain(
      onEvents((events) =>
        renumber(
          events.filter(({ payload }) => payload === "[DONE]" || objectAt(payload, "response")),
        ),
      ),
      patch("response.completed", 0, "/response/output", undefined),
    ),
    finds: "invalid",
  },
  "response.in_progress has no output": {
    tape: "text",
    edit: patch("response.in_progress", 0, "/response/output", undefined),
    finds: "invalid",
  },
  "response.in_progress does not say whether it runs in the background": {
    tape: "text",
    edit: patch("response.in_progress", 0, "/response/background", undefined),
    finds: "invalid",
    dialects: ["openresponses"],
  },
  "safety_identifier is left out": {
    tape: "text",
    edit: patchSnapshots("/safety_identifier", undefined),
    finds: "invalid",
    dialects: ["openresponses"],
  },
  "the text settings have no format": {
    tape: "text",
    edit: patchSnapshots("/text", {}),
    finds: "invalid",
    dialects: ["openresponses"],
  },
  "the verbosity of the text is null": {
    tape: "text",
    edit: patchSnapshots("/text/verbosity", null),
    finds: "invalid",
    dialects: ["openresponses"],
  },
});
