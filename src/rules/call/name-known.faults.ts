import { faultsOf, on } from "../../engine/fault.ts";
import type { JsonObject } from "../../json/json.ts";
import {
  chain,
  patch,
  patchAll,
  patchBody,
  patchItem,
  patchRequest,
  patchSnapshots,
  type TapeEdit,
} from "../../tape/edits.ts";
import rule from "./name-known.ts";

const tool = {
  type: "function",
  name: "get_weather",
  description: null,
  parameters: { type: "object", properties: {}, additionalProperties: true },
  strict: false,
};
const home = (name: string): JsonObject => ({
  type: "namespace",
  name,
  description: "The weather.",
  tools: [tool],
});
/** Offers the tool of the call in a namespace, which the call does not name. */
const offeredIn = (name: string): TapeEdit =>
  chain(
    patchRequest({ tools: [home(name)] }),
    ...["created", "in_progress", "completed"].map((event) =>
      patchAll(`response.${event}`, "/response/tools", [home(name)]),
    ),
  );

export default faultsOf(rule, {
  missing: {
    "only the finished call has its name": on("call", [
      patch("response.output_item.added", 0, "/item/name", ""),
    ]),
  },
  unknown: {
    "the called tool was not offered": on("parallel", [patchItem(1, "/name", "get_time")]),
    "a plain answer calls an unknown tool": on("plain-call", [
      patchBody("/output/0/name", "get_time"),
    ]),
  },
  unasked: {
    "the endpoint calls one of its tools, which the request does not offer": on("call", [
      patchRequest({ tools: [] }),
      patchSnapshots("/tools", []),
    ]),
    "a plain answer has a call, and the request has no tools": on("plain-call", [
      patchRequest({ tools: null }),
      patchBody("/tools", []),
    ]),
  },
  namespace: {
    "a call has no namespace": on("call", [offeredIn("weather")], { dialects: ["openai"] }),
    "a call names another namespace": on(
      "call",
      [offeredIn("weather"), patchItem(0, "/namespace", "time")],
      { dialects: ["openai"] },
    ),
  },
});
