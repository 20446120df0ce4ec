import { faultsOf, on } from "../../engine/fault.ts";
import { chain, onEvents, type TapeEdit } from "../../tape/edits.ts";
import { decodeEvents, find } from "../../tape/events.ts";
import rule from "./sequential-turns.ts";

/** The events of both turns of a connection, one by one in turn; the first turn is read up to the first terminal event. */
const mixed: TapeEdit = (tape) => {
  const [left = [], right = []] = tape.exchanges.map(decodeEvents);
  const all = left.flatMap((event, at) => [event, ...right.slice(at, at + 1)]);
  const end = find(all, "response.completed") + 1;
  return chain(
    onEvents(() => all.slice(0, end)),
    onEvents(() => all.slice(end), 1),
  )(tape);
};

export default faultsOf(rule, {
  mixed: {
    "the events of two turns alternate": on("websocket-two", [mixed], { alsoFinds: ["rest"] }),
  },
});
