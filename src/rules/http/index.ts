import type { Rule } from "../../engine/rule.ts";
import { jsonContentType, streamContentType } from "./content-type.ts";
import errorBeforeStream from "./error-before-stream.ts";
import { errorBody, errorStatus } from "./error.ts";
import success from "./success.ts";
import { firstEventPrompt, noStall, streamCloses } from "./timing.ts";

/** Status, headers and the body as a whole: what HTTP says of the answer. */
export const httpRules: readonly Rule[] = [
  success,
  streamContentType,
  jsonContentType,
  errorStatus,
  errorBody,
  errorBeforeStream,
  streamCloses,
  firstEventPrompt,
  noStall,
];
