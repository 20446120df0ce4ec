import type { Rule } from "../../engine/rule.ts";
import jsonContentType from "./json-content-type.ts";
import streamContentType from "./stream-content-type.ts";
import errorBeforeStream from "./error-before-stream.ts";
import errorBody from "./error-body.ts";
import errorStatus from "./error-status.ts";
import success from "./success.ts";
import firstEventPrompt from "./first-event-prompt.ts";
import noBurst from "./no-burst.ts";
import noStall from "./no-stall.ts";
import streamCloses from "./stream-closes.ts";

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
  noBurst,
  noStall,
];
