export { default as body } from "./body.faults.ts";
export { default as event } from "./event.faults.ts";
export { default as item } from "./item.faults.ts";
export { default as response } from "./response.faults.ts";
export { default as timestamps } from "./timestamps.faults.ts";
export { default as unknownEvent } from "./unknown-event.faults.ts";
