import { isObject } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { chain, onBody, onExchange, onHead, type TapeEdit } from "../../tape/edits.ts";
import { notOffered, targetOf, wantsJson } from "./target.ts";

/** Makes a refusal succeed: what an endpoint sends that should have said 404. */
const served = (index: number): TapeEdit =>
  chain(
    onExchange((exchange) => ({ ...exchange, bytes: Buffer.from("null") }), index),
    (tape) => {
      const original = tape.exchanges[0];
      if (!original) throw new Error("the tape is empty");
      return onExchange((exchange) => ({ ...exchange, bytes: original.bytes }), index)(tape);
    },
    onHead((head) => ({ ...head, status: 200 }), index),
  );

export const storeFalse = defineRule<"kept">({
  id: "state/store-false",
  title: "a response created with store:false cannot be retrieved",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#store", "openai:responses/create#store"],
  messages: { kept: "a response created with store:false was answered with status {{status}}" },
  observe({ exchange, session, report, exercised }) {
    return {
      open({ status }) {
        const target = targetOf(exchange, session);
        const body = target?.known?.request.body;
        if (!target || !wantsJson(target) || !isObject(body) || body["store"] !== false) return;
        exercised();
        if (status < 300)
          report("kept", { expected: "status 404", actual: `status ${status}`, args: { status } });
      },
    };
  },
  faults: [
    { name: "it is stored all the same", tape: "not-stored", edit: served(1), finds: ["kept"] },
  ],
});

export const notFound = defineRule<"wrong-status">({
  id: "state/not-found",
  title: "an id that was never given out is answered with 404",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/get"],
  messages: { "wrong-status": "an unknown response id was answered with status {{status}}" },
  observe({ exchange, session, report, exercised }) {
    return {
      open({ status }) {
        const target = targetOf(exchange, session);
        if (!target || target.known || session?.ids.has(target.id) || target.method === "POST")
          return;
        exercised();
        if (!notOffered.has(status))
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
  ],
});

export const deleted = defineRule<"not-confirmed" | "still-there">({
  id: "state/delete",
  title: "a deleted response is confirmed, and then gone",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/delete"],
  messages: {
    "not-confirmed": "the answer to DELETE does not say `deleted: true`",
    "still-there": "a deleted response was answered with status {{status}}",
  },
  observe({ exchange, session, head, report, exercised }) {
    return {
      open({ status }) {
        const target = targetOf(exchange, session);
        if (!target || !wantsJson(target) || !target.known?.deleted) return;
        exercised();
        if (status < 300)
          report("still-there", {
            expected: "status 404",
            actual: `status ${status}`,
            args: { status },
          });
      },
      body({ value }) {
        const target = targetOf(exchange, session);
        if (!target?.known || target.method !== "DELETE" || (head()?.status ?? 200) >= 300) return;
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
    { name: "it can still be retrieved", tape: "deleted", edit: served(2), finds: ["still-there"] },
  ],
});
