import { arrayAt, type JsonObject } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { onBody } from "../../tape/edits.ts";
import rule from "./input-items.ts";

export default faultsOf(rule, {
  "an item has no id": {
    tape: "input-items",
    edit: onBody((body) => {
      const [first, ...rest] = arrayAt(body, "data") ?? [];
      const { id: _, ...bare } = first as JsonObject;
      return { ...body, data: [bare, ...rest] };
    }, 1),
    finds: ["no-id", "ends"],
  },
  "the order is the wrong way round": {
    tape: "input-items",
    edit: onBody(
      (body) => ({
        ...body,
        data: arrayAt(body, "data")?.toReversed(),
        first_id: body["last_id"],
        last_id: body["first_id"],
      }),
      1,
    ),
    finds: "order",
  },
  "an item is left out": {
    tape: "input-items",
    edit: onBody(
      (body) => ({ ...body, data: arrayAt(body, "data")?.slice(1), first_id: body["last_id"] }),
      1,
    ),
    finds: "missing",
  },
  "the limit is ignored": {
    tape: "input-items",
    edit: (tape) => {
      const [, all] = tape.exchanges;
      if (!all) throw new Error("the tape is too short");
      return {
        ...tape,
        exchanges: tape.exchanges.map((exchange, at) =>
          at === 2 ? { ...exchange, bytes: all.bytes } : exchange,
        ),
      };
    },
    finds: "over-limit",
  },
});
