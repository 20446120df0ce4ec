import { has, isObject } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { drop, onEvents, onExchange, patch, renumber, type TapeEdit } from "../../tape/edits.ts";
import rule from "./error-before-stream.ts";

/** Leaves of a failed stream only what frames it: the failure comes before any output. */
const withoutOutput: TapeEdit = (tape) =>
  onEvents((events) => renumber(events.filter(({ payload }) => !has(payload, "output_index"))))(
    tape,
  );

export default faultsOf(rule, {
  malformed: {
    "a request without input opens a stream": on("failed", [
      withoutOutput,
      onExchange((exchange) => {
        const { request } = exchange;
        if (!request || !isObject(request.body)) throw new Error("the tape has no request");
        const { input: _, ...rest } = request.body;
        return { ...exchange, request: { ...request, body: rest } };
      }),
    ]),
    "an unknown parameter is told by the stream": on("failed", [
      withoutOutput,
      patch("error", 0, "/error/code", "unknown_parameter"),
    ]),
  },
  early: {
    "response.failed is all that tells of it": on("failed", [withoutOutput, drop("error")]),
    "the error has no code": on(
      "failed",
      [withoutOutput, patch("error", 0, "/error/code", undefined)],
      { alsoFires: ["schema/event"] },
    ),
    "the error says nothing of its kind": on(
      "failed",
      [
        withoutOutput,
        patch("error", 0, "/error/code", undefined),
        patch("error", 0, "/error/type", undefined),
      ],
      { alsoFires: ["schema/event"] },
    ),
    "the code only ends like one of the request's": on("failed", [
      withoutOutput,
      patch("error", 0, "/error/code", "upstream_model_not_found"),
    ]),
    "the code only begins like one of the request's": on("failed", [
      withoutOutput,
      patch("error", 0, "/error/code", "model_not_found_in_time"),
    ]),
    "the quota is found spent once the stream is open": on("failed", [
      withoutOutput,
      patch("error", 0, "/error/code", "insufficient_quota"),
    ]),
  },
});
