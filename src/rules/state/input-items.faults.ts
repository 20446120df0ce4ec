import { arrayAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { onBody, patchBody } from "../../tape/edits.ts";
import rule from "./input-items.ts";

export default faultsOf(rule, {
  "no-id": {
    "an item has no id": on("input-items", [patchBody("/data/0/id", undefined, 1)]),
  },
  order: {
    "the items are in reverse order": on("input-items", [
      onBody(
        (body) => ({
          ...body,
          data: arrayAt(body, "data")?.toReversed(),
          first_id: body["last_id"],
          last_id: body["first_id"],
        }),
        1,
      ),
    ]),
  },
  missing: {
    "an item is missing": on("input-items", [
      onBody(
        (body) => ({ ...body, data: arrayAt(body, "data")?.slice(1), first_id: body["last_id"] }),
        1,
      ),
    ]),
  },
  "over-limit": {
    "the limit is ignored": on("input-items", [
      (tape) => {
        const [, all] = tape.exchanges;
        if (!all) throw new Error("the tape is too short");
        return {
          ...tape,
          exchanges: tape.exchanges.map((exchange, at) =>
            at === 2 ? { ...exchange, bytes: all.bytes } : exchange,
          ),
        };
      },
    ]),
  },
  ends: {
    "last_id is the id of another item": on("input-items", [patchBody("/last_id", "msg_9", 1)]),
  },
});
