import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import {
  eachPayload,
  onBody,
  onlySnapshots,
  patch,
  patchBody,
  patchFinal,
  patchSnapshots,
  type TapeEdit,
} from "../../tape/edits.ts";
import rule from "./response.ts";

/** Leaves of the snapshots with a status some fields only. */
const only = (status: string, fields: string[]): TapeEdit =>
  eachPayload((payload) => {
    const response = objectAt(payload, "response");
    if (response?.["status"] === status)
      payload["response"] = Object.fromEntries(fields.map((field) => [field, response[field]]));
  });

export default faultsOf(rule, {
  invalid: {
    "tools is missing from every snapshot": on("text", [patchSnapshots("/tools", undefined)]),
    "the reason of an incomplete response is not one of OpenAI's": on(
      "incomplete",
      [patchFinal("/incomplete_details/reason", "length")],
      { dialects: ["openai"] },
    ),
    "top_logprobs of a plain answer is a string": on("plain", [patchBody("/top_logprobs", "0")]),
    "only snapshots are streamed, and the last one has no output": on("text", [
      onlySnapshots,
      patchFinal("/output", undefined),
    ]),
    "response.in_progress has no output": on("text", [
      patch("response.in_progress", 0, "/response/output", undefined),
    ]),
    "response.in_progress has no field background": on(
      "text",
      [patch("response.in_progress", 0, "/response/background", undefined)],
      { dialects: ["openresponses"] },
    ),
    "safety_identifier is left out": on("text", [patchSnapshots("/safety_identifier", undefined)], {
      dialects: ["openresponses"],
    }),
    "the text settings have no format": on("text", [patchSnapshots("/text", {})], {
      dialects: ["openresponses"],
    }),
    "the verbosity of the text is null": on("text", [patchSnapshots("/text/verbosity", null)], {
      dialects: ["openresponses"],
    }),
  },
  "left-out": {
    "the opening snapshots have only an id, an object and a status": on(
      "text",
      [only("in_progress", ["id", "object", "status"])],
      {
        dialects: ["openai"],
      },
    ),
    "the failed response has only a status and an error": on(
      "failed",
      [only("failed", ["status", "error"])],
      {
        dialects: ["openai"],
      },
    ),
    "response.completed has a response without id, object and model": on(
      "text",
      ["id", "object", "model"].map((field) => patchFinal(`/${field}`, undefined)),
    ),
    "every null is left out": on("text", [
      eachPayload((payload) => {
        const response = objectAt(payload, "response");
        if (response)
          payload["response"] = Object.fromEntries(
            Object.entries(response).filter(([, value]) => value !== null),
          );
      }),
    ]),
    "a plain answer has neither tools nor instructions": on("plain", [
      onBody(({ tools: _, instructions: __, ...body }) => body),
    ]),
  },
});
