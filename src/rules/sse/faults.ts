export { default as doneSentinel } from "./done-sentinel.faults.ts";
export { default as eventName } from "./event-name.faults.ts";
export { default as framing } from "./framing.faults.ts";
export { default as jsonData } from "./json-data.faults.ts";
export { default as noChatChunks } from "./no-chat-chunks.faults.ts";
export { default as noId } from "./no-id.faults.ts";
export { default as utf8 } from "./utf8.faults.ts";
