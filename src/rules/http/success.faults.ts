import { faultsOf, on } from "../../engine/fault.ts";
import { mergeBody, withStatus } from "../../tape/edits.ts";
import rule from "./success.ts";

export default faultsOf(rule, {
  status: {
    "a stream is answered with 201": on("text", [withStatus(201)]),
    "a refusal has a redirect status": on("refused", [withStatus(300)]),
  },
  unfinished: {
    "a plain turn is answered with status queued": on("plain", [
      mergeBody({ status: "queued", output: [], usage: null, completed_at: null }),
    ]),
    "a plain turn is answered with status in_progress": on("plain", [
      mergeBody({ status: "in_progress", output: [], usage: null, completed_at: null }),
    ]),
  },
});
