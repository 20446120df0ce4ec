import { isObject, type Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { answerLike, chain, onBody, onHead } from "../../tape/edits.ts";
import { isUnstored, notOffered, targetOf, wantsJson, type Target } from "./target.ts";

/** True when a body is the response that was asked for, and not merely an answer with a wrong status. */
const isThatResponse = (value: Json | undefined, { id }: Target): boolean =>
  isObject(value) && value["id"] === id && value["object"] === "response";

/** True for a response that must not be there: it was deleted, or never stored. */
const isGone = ({ known }: Target): boolean =>
  known !== undefined && (known.deleted || isUnstored(known));

export const storeFalse = defineRule<"kept">({
  id: "state/store-false",
  title: "a response created with store:false cannot be retrieved",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#store", "openai:responses/create#store"],
  messages: { kept: "a response created with store:false was answered with status {{status}}" },
  observe({ exchange, session, head, report, exercised }) {
    const target = targetOf(exchange, session);
    const known = target?.known;
    if (!known || !wantsJson(target) || !isUnstored(known)) return {};
    return {
      open: exercised,
      body({ kind, value }) {
        if (kind !== "response" || known.deleted || !isThatResponse(value, target)) return;
        const status = head()?.status ?? 200;
        report("kept", { expected: "status 404", actual: `status ${status}`, args: { status } });
      },
    };
  },
  faults: [
    {
      name: "it is stored all the same",
      tape: "not-stored",
      edit: answerLike(0, 1),
      finds: ["kept"],
    },
  ],
});

export const notFound = defineRule<"wrong-status">({
  id: "state/not-found",
  title: "an id that names no stored response is answered with 404",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/get"],
  yieldsTo: ["http/error-status"],
  messages: {
    "wrong-status": "the id of a response that is not there was answered with status {{status}}",
  },
  observe({ exchange, session, head, report, exercised }) {
    const target = targetOf(exchange, session);
    if (!target || target.method === "POST") return {};
    const unknown = !target.givenOut;
    if (!unknown && !(isGone(target) && wantsJson(target))) return {};
    let there = false;
    return {
      open: exercised,
      body({ kind, value }) {
        there = kind === "response" && isThatResponse(value, target);
      },
      end() {
        const status = head()?.status;
        // That a response which must be gone is still there has rules of its own.
        if (status === undefined || notOffered.has(status) || (there && !unknown)) return;
        report("wrong-status", {
          expected: "status 404",
          actual: `status ${status}`,
          args: { status },
        });
      },
    };
  },
  faults: [
    {
      name: "an unknown id is a bad request",
      tape: "unknown-id",
      edit: onHead((head) => ({ ...head, status: 400 })),
      finds: ["wrong-status"],
    },
    {
      name: "an unknown id is refused with the status of a success",
      tape: "unknown-id",
      edit: onHead((head) => ({ ...head, status: 200 })),
      finds: [],
      alsoFires: ["http/error-status"],
    },
    {
      name: "a deleted id is answered with null",
      tape: "deleted",
      edit: chain(
        onHead((head) => ({ ...head, status: 200 }), 2),
        onBody(() => null, 2),
      ),
      finds: ["wrong-status"],
    },
  ],
});

export const deleted = defineRule<"not-confirmed" | "still-there">({
  id: "state/delete",
  title: "a deleted response is confirmed, and then gone",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/delete"],
  yieldsTo: ["http/error-status"],
  messages: {
    "not-confirmed": "the answer to DELETE does not say `deleted: true`",
    "still-there": "a deleted response was answered with status {{status}}",
  },
  observe({ exchange, session, head, report, exercised }) {
    const target = targetOf(exchange, session);
    if (!target?.known) return {};
    const { known } = target;
    return {
      open() {
        if (known.deleted && wantsJson(target)) exercised();
      },
      body({ kind, value }) {
        if (
          kind === "response" &&
          known.deleted &&
          wantsJson(target) &&
          isThatResponse(value, target)
        ) {
          const status = head()?.status ?? 200;
          report("still-there", {
            expected: "status 404",
            actual: `status ${status}`,
            args: { status },
          });
        }
        if (kind !== "deleted" || known.deleted) return;
        exercised();
        if (isObject(value) && value["deleted"] === true) return;
        report("not-confirmed", {
          pointer: "/deleted",
          expected: "true",
          actual: isObject(value) ? show(value["deleted"]) : show(value, 80),
        });
      },
    };
  },
  faults: [
    {
      name: "the answer says deleted: false",
      tape: "deleted",
      edit: onBody((body) => ({ ...body, deleted: false }), 1),
      finds: ["not-confirmed"],
    },
    {
      name: "deleting is refused with the status of a success",
      tape: "deleted",
      edit: onBody(() => ({ error: { message: "no", type: "invalid_request_error" } }), 1),
      finds: [],
      alsoFires: ["http/error-status"],
    },
    {
      name: "it can still be retrieved",
      tape: "deleted",
      edit: answerLike(0, 2),
      finds: ["still-there"],
    },
  ],
});
