import { faultsOf } from "../../engine/fault.ts";
import { onBody, onHead } from "../../tape/edits.ts";
import rule from "./success.ts";

export default faultsOf(rule, {
  "a stream is answered with 201": {
    tape: "text",
    edit: onHead((head) => ({ ...head, status: 201 })),
    finds: "status",
  },
  "a refusal comes with a status of redirects": {
    tape: "refused",
    edit: onHead((head) => ({ ...head, status: 300 })),
    finds: "status",
  },
  "a plain turn comes back queued": {
    tape: "plain",
    edit: onBody((body) => ({
      ...body,
      status: "queued",
      output: [],
      usage: null,
      completed_at: null,
    })),
    finds: "unfinished",
  },
  "a plain turn comes back in progress": {
    tape: "plain",
    edit: onBody((body) => ({
      ...body,
      status: "in_progress",
      output: [],
      usage: null,
      completed_at: null,
    })),
    finds: "unfinished",
  },
});
