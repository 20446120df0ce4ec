export { default as streamVsJson } from "./stream-vs-json.faults.ts";
