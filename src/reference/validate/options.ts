import type { JsonObject } from "../../json/json.ts";
import { booleanField, choiceField, objectField, stringField, wrongValue } from "./fields.ts";

/** The `prompt_cache_options` of a request as the response shows them: those that are applied. Null without them. @throws Refusal */
export function readCacheOptions(body: JsonObject): JsonObject | null {
  const options = objectField(body, "prompt_cache_options");
  if (options === null) return null;
  const at = "prompt_cache_options.";
  const compared = stringField(options, "comparison_response_id", at);
  booleanField(options, "prewarm", false, at);
  return {
    mode: choiceField(options, "mode", ["implicit", "explicit"], at) ?? "implicit",
    ttl: choiceField(options, "ttl", ["30m", "12h"], at) ?? "30m",
    ...(compared === null ? {} : { comparison_response_id: compared }),
  };
}

/** Looks at the `background_options` of a request, of which the response shows nothing. @throws Refusal */
export function checkBackgroundOptions(body: JsonObject): void {
  const options = objectField(body, "background_options");
  if (options === null) return;
  const at = "background_options.";
  stringField(options, "continuation_id", at);
  const window = choiceField(options, "completion_window", ["soonest", "2h", "8h"], at);
  if (window === null || window === "soonest") return;
  const name = `${at}completion_window`;
  if (body["background"] !== true)
    throw wrongValue(name, `is only allowed to be '${window}' if 'background' is true`);
  if (body["stream"] === true)
    throw wrongValue(name, `is only allowed to be '${window}' if 'stream' is false`);
}
