import { arrayAt, isObject, objectAt, type JsonObject } from "../../json/json.ts";
import type { Hooks } from "../faults/types.ts";
import type { StreamEvent } from "../types.ts";
import { inResponses } from "./edits.ts";
import { variant, variantsOf } from "./types.ts";

/** Hooks that change every response object of an answer. */
const responses = (edit: (response: JsonObject) => void): Hooks => ({
  events: (events) => inResponses(events, edit),
});

/** Fields that OpenAI's servers leave out where Open Responses asks for null. */
const optional = ["completed_at", "prompt_cache_key", "safety_identifier", "usage"];

/** Answers whose objects hold more, less or other fields than they must. */
export const responseVariants = variantsOf({
  "fields-more": variant("Events, responses, items, parts, usage and lists have vendor fields.", {
    events: (events) => events.map((event) => extended(event)),
    body: (json) => extendedBody(json),
  }),
  "fields-null": variant("Unknown fields and optional fields of the response are null.", {
    events: (events) =>
      inResponses(events, (response) => {
        for (const field of ["conversation", "user", "safety_identifier", "x_acme"])
          response[field] ??= null;
      }).map((event) => ({ ...event, x_acme: null })),
  }),
  "fields-absent": variant("Fields that would be null are left out.", {
    dialects: ["openai"],
    ...responses((response) => {
      for (const field of optional) if (response[field] === null) delete response[field];
    }),
  }),
  "logprobs-absent": variant(
    "Texts have no logprobs if the request does not include them, as in early streams of OpenAI.",
    {
      dialects: ["openai"],
      events: (events) => events.map((event) => withoutLogprobs(event)),
    },
  ),
  "model-resolved": variant(
    "The response names a dated snapshot of the requested model.",
    responses((response) => {
      response["model"] = `${String(response["model"])}-2026-08-21`;
    }),
  ),
  "tier-resolved": variant("The service tier is auto in all snapshots but the terminal one.", {
    events: (events) =>
      events.map((event, index) => {
        const response = objectAt(event, "response");
        const service_tier = index === events.length - 1 ? "priority" : "auto";
        return response ? { ...event, response: { ...response, service_tier } } : event;
      }),
  }),
  "settings-completed": variant(
    "Tools, text and reasoning have settings that the request did not send.",
    responses((response) => {
      response["text"] = { verbosity: "medium", ...objectAt(response, "text") };
      response["reasoning"] = {
        effort: "medium",
        summary: null,
        ...objectAt(response, "reasoning"),
      };
      response["tools"] = arrayAt(response, "tools")?.map((tool) =>
        isObject(tool) ? { ...tool, x_cached: true } : tool,
      );
    }),
  ),
});

/** The same value without any empty list of log probabilities. */
function withoutLogprobs<T extends JsonObject>(value: T): T {
  const copy: JsonObject = { ...value };
  if (arrayAt(copy, "logprobs")?.length === 0) delete copy["logprobs"];
  for (const [key, inner] of Object.entries(copy)) {
    if (isObject(inner)) copy[key] = withoutLogprobs(inner);
    else if (Array.isArray(inner))
      copy[key] = inner.map((one) => (isObject(one) ? withoutLogprobs(one) : one));
  }
  return copy as T;
}

const more = { x_acme: { trace: [1, null, "two"] }, "acme:extra": true };

/** An event with more fields in each of its objects that a client reads. */
function extended(event: StreamEvent): StreamEvent {
  const copy: StreamEvent = { ...event, ...more };
  for (const key of ["part", "item", "response", "error"]) {
    const value = copy[key];
    if (isObject(value)) copy[key] = extendedBody(value);
  }
  return copy;
}

function extendedBody(json: JsonObject): JsonObject {
  const copy: JsonObject = { ...json, ...more };
  for (const key of ["output", "content", "summary", "data"])
    copy[key] = arrayAt(copy, key)?.map((one) => (isObject(one) ? extendedBody(one) : one));
  for (const key of ["usage", "error"]) {
    const value = copy[key];
    if (isObject(value)) copy[key] = { ...value, ...more };
  }
  return copy;
}
