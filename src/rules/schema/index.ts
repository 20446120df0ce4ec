import type { Rule } from "../../engine/rule.ts";
import schemaEvent from "./event.ts";
import schemaBody from "./body.ts";
import schemaItem from "./item.ts";
import schemaResponse from "./response.ts";
import schemaTimestamps from "./timestamps.ts";
import schemaUnknownEvent from "./unknown-event.ts";

/** Shape: is each event, snapshot, item and body what its schema says? */
export const schemaRules: readonly Rule[] = [
  schemaEvent,
  schemaResponse,
  schemaItem,
  schemaBody,
  schemaTimestamps,
  schemaUnknownEvent,
];
