import type { Rule } from "../../engine/rule.ts";
import doneSentinel from "./done-sentinel.ts";
import eventName from "./event-name.ts";
import framing from "./framing.ts";
import noId from "./no-id.ts";
import jsonData from "./json-data.ts";
import noChatChunks from "./no-chat-chunks.ts";
import utf8 from "./utf8.ts";

/** Bytes and frames: what stands on the stream before anything is understood. */
export const sseRules: readonly Rule[] = [
  utf8,
  framing,
  jsonData,
  eventName,
  noId,
  doneSentinel,
  noChatChunks,
];
