import { elementsAt, isObject, type JsonObject } from "../../json/json.ts";
import { breaks, changeResponse, everyEvent, family } from "./edits.ts";
import { eachItem, refuseItems } from "./request-edits.ts";

const isAsyncCall = (item: JsonObject): boolean => item["async"] === true;
const isOutput = (item: JsonObject): boolean => item["type"] === "function_call_output";

/** Tools whose output may come later. */
export const asyncFaults = family("tools", {
  "async-not-repeated": breaks("echo/request", {
    title: "The tools of the response lack the async of the request.",
    legalIn: ["openresponses"],
    events: changeResponse(everyEvent, (response) => {
      for (const tool of elementsAt(response, "tools")) if (isObject(tool)) delete tool["async"];
    }),
  }),
  "async-output-demanded": breaks("tools/async-later", {
    title: "A turn is refused if an async call has no output yet.",
    quirks: ["demand-async-output"],
  }),
  "async-output-too-late": breaks("tools/async-later", {
    title: "The output of an async call is ignored if it does not follow the call.",
    request: eachItem((item, place, all) =>
      isOutput(item) &&
      all.some(
        (other, at) =>
          at < place - 1 &&
          isObject(other) &&
          isAsyncCall(other) &&
          other["call_id"] === item["call_id"],
      )
        ? { ...item, output: "nothing" }
        : item,
    ),
  }),
  "output-by-name-refused": breaks("tools/async-output-by-name", {
    title: "An output that names its tool is refused without a call_id.",
    request: refuseItems((item) => isOutput(item) && item["call_id"] === undefined),
  }),
});
