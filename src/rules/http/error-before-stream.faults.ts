import { has, isObject } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import {
  chain,
  drop,
  onEvents,
  onExchange,
  patch,
  renumber,
  type TapeEdit,
} from "../../tape/edits.ts";
import rule from "./error-before-stream.ts";

/** Leaves of a failed stream only what frames it: the failure comes before any output. */
const withoutOutput: TapeEdit = (tape) =>
  onEvents((events) => renumber(events.filter(({ payload }) => !has(payload, "output_index"))))(
    tape,
  );

export default faultsOf(rule, {
  "a request without input opens a stream": {
    tape: "failed",
    edit: chain(
      withoutOutput,
      onExchange((exchange) => {
        const { request } = exchange;
        if (!request || !isObject(request.body)) throw new Error("the tape has no request");
        const { input: _, ...rest } = request.body;
        return { ...exchange, request: { ...request, body: rest } };
      }),
    ),
    finds: "malformed",
  },
  "an unknown parameter is told by the stream": {
    tape: "failed",
    edit: chain(withoutOutput, patch("error", 0, "/error/code", "unknown_parameter")),
    finds: "malformed",
  },
  "response.failed is all that tells of it": {
    tape: "failed",
    edit: chain(withoutOutput, drop("error")),
    finds: "early",
  },
  "the error has no code": {
    tape: "failed",
    edit: chain(withoutOutput, patch("error", 0, "/error/code", undefined)),
    finds: "early",
    alsoFires: ["schema/event"],
  },
  "the error says nothing of its kind": {
    tape: "failed",
    edit: chain(
      withoutOutput,
      patch("error", 0, "/error/code", undefined),
      patch("error", 0, "/error/type", undefined),
    ),
    finds: "early",
    alsoFires: ["schema/event"],
  },
  "the code only ends like one of the request's": {
    tape: "failed",
    edit: chain(withoutOutput, patch("error", 0, "/error/code", "upstream_model_not_found")),
    finds: "early",
  },
  "the code only begins like one of the request's": {
    tape: "failed",
    edit: chain(withoutOutput, patch("error", 0, "/error/code", "model_not_found_in_time")),
    finds: "early",
  },
  "the quota is found spent once the stream is open": {
    tape: "failed",
    edit: chain(withoutOutput, patch("error", 0, "/error/code", "insufficient_quota")),
    finds: "early",
  },
});
