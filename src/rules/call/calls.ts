import { objectAt, stringAt, type Json, type JsonObject } from "../../json/json.ts";
import { isClientCall, items } from "../../protocol/items.ts";
import type { StreamState } from "../../stream/state.ts";
import { streamedItems } from "../../stream/output.ts";
import type { WireEvent } from "../../wire/types.ts";
import type { FinalOutput } from "../item/final.ts";

/** An output item of an answer, wherever it stands. */
export interface AnswerItem {
  item: JsonObject;
  type: string;
  pointer: string;
  /** The event that carried it; undefined in a JSON body. */
  event: WireEvent | undefined;
}

const entry = (
  value: Json | undefined,
  pointer: string,
  event: WireEvent | undefined,
): AnswerItem[] => {
  const item = objectAt({ value }, "value");
  return item ? [{ item, type: stringAt(item, "type") ?? "", pointer, event }] : [];
};

/** The items of an answer: the streamed ones as they were done (or at least added), or those of a JSON body. */
export function answerItems(final: FinalOutput, state: StreamState): AnswerItem[] {
  if (!final.event)
    return final.output.flatMap((item, index) =>
      entry(item, `${final.pointer}/${index}`, undefined),
    );
  return streamedItems(state).flatMap((item) => {
    const last = item.done ?? item.added;
    return entry(last?.item, "/item", last?.event);
  });
}

const callTypes = items.map(({ type }) => type).filter(isClientCall);
/** The schema definitions of the calls that a client answers. */
export const callDefinitions = new RegExp(`^items/(${callTypes.join("|")})$`);

/** True for everything that a model does beside talking and thinking. */
export const isAction = (type: string): boolean =>
  !["", "message", "reasoning", "compaction"].includes(type);

/** True for a call that a program made, not the model. */
export const byProgram = (item: JsonObject): boolean => objectAt(item, "caller") !== undefined;
