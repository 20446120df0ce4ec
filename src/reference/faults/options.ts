import { isObject, objectAt } from "../../json/json.ts";
import { breaks, changeResponse, everyEvent, family } from "./edits.ts";

/** Dialects that do not describe these options. */
const notAsked = ["openresponses"] as const;

/** Options of the prompt cache, and of background work. */
export const optionFaults = family("options", {
  "cache-mode-not-applied": breaks("echo/request", {
    title: "The prompt cache works in mode implicit although explicit was requested.",
    legalIn: notAsked,
    events: changeResponse(everyEvent, (response) => {
      const options = objectAt(response, "prompt_cache_options");
      if (options?.["mode"] === "explicit") options["mode"] = "implicit";
    }),
  }),
  "cache-comparison-mixed-up": breaks("echo/request", {
    title: "The response names the wrong response in comparison_response_id.",
    legalIn: notAsked,
    events: changeResponse(everyEvent, (response) => {
      const options = objectAt(response, "prompt_cache_options");
      if (options?.["comparison_response_id"] !== undefined)
        options["comparison_response_id"] = "resp_other";
    }),
  }),
  "cache-options-refused": breaks("core/cache-options", {
    title: "A mode of the prompt cache is refused.",
    request: (body) => {
      const options = body["prompt_cache_options"];
      return isObject(options) && options["mode"] !== undefined
        ? { ...body, prompt_cache_options: { ...options, mode: "unknown" } }
        : body;
    },
  }),
  "cache-comparison-refused": breaks("core/cache-comparison", {
    title: "The comparison with an earlier response is refused.",
    request: (body) => {
      const options = body["prompt_cache_options"];
      return isObject(options) && options["comparison_response_id"] !== undefined
        ? { ...body, prompt_cache_options: 7 }
        : body;
    },
  }),
  "cache-options-text-accepted": breaks("errors/cache-options-text", {
    title: "prompt_cache_options that are a string are ignored.",
    request: (body) =>
      typeof body["prompt_cache_options"] === "string"
        ? { ...body, prompt_cache_options: null }
        : body,
  }),
  "background-options-refused": breaks("background/options", {
    title: "A continuation_id of background work is refused.",
    request: (body) => {
      const options = body["background_options"];
      return isObject(options) && options["continuation_id"] !== undefined
        ? { ...body, background_options: 7 }
        : body;
    },
  }),
  "background-options-text-accepted": breaks("background/options-text", {
    title: "background_options that are a string are ignored.",
    request: (body) =>
      typeof body["background_options"] === "string" ? { ...body, background_options: null } : body,
  }),
  "background-window-in-foreground": breaks("background/window-foreground", {
    title: "A completion window is ignored in the foreground.",
    request: (body) =>
      body["background_options"] !== undefined && body["background"] !== true
        ? { ...body, background_options: null }
        : body,
  }),
  "background-window-streamed": breaks("background/window-stream", {
    title: "A response with a completion window of hours is streamed.",
    request: (body) => {
      const options = body["background_options"];
      return isObject(options) && body["stream"] === true
        ? { ...body, background_options: { ...options, completion_window: "soonest" } }
        : body;
    },
  }),
});
