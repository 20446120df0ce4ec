import { type Json, type JsonObject, objectAt, stringAt, textAt } from "../../json/json.ts";
import { isClientCall, itemRow, items } from "../../protocol/items.ts";
import type { StreamState } from "../../stream/state.ts";
import { streamedItems } from "../../stream/output.ts";
import type { WireEvent } from "../../wire/types.ts";
import type { Observer } from "../../engine/rule.ts";
import { finalOutput, type FinalOutput } from "../item/final.ts";

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
  return item ? [{ item, type: textAt(item, "type"), pointer, event }] : [];
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

/** A function call that came to its end. */
export interface FinishedCall {
  item: Json | undefined;
  /** The response that it belongs to, as far as it is known. */
  response: JsonObject | undefined;
  /** JSON Pointer of its arguments. */
  pointer: string;
  /** The event that carried it; undefined in a JSON body. */
  at: WireEvent | undefined;
}

/** Judges each function call: as it is done on a stream, or as a JSON body has it. The limit leaves none whole that it cut off. */
export function eachFinishedCall(
  state: StreamState,
  judge: (call: FinishedCall) => void,
): Observer {
  const check = (call: FinishedCall): void => {
    if (stringAt(call.item, "type") !== "function_call") return;
    if (stringAt(call.item, "status") !== "incomplete") judge(call);
  };
  return {
    "response.output_item.done": (event) => {
      if (state.failing) return;
      const { item } = event.payload;
      check({ item, response: state.latest?.response, pointer: "/item/arguments", at: event });
    },
    snapshot(snapshot) {
      const final = finalOutput(snapshot, state);
      if (!final || final.event) return;
      const { response, output, pointer } = final;
      for (const [index, item] of output.entries())
        check({ item, response, pointer: `${pointer}/${index}/arguments`, at: undefined });
    },
  };
}

const callTypes = items.map(({ type }) => type).filter(isClientCall);
/** The schema definitions of the calls that a client answers. */
export const callDefinitions = new RegExp(`^items/(${callTypes.join("|")})$`);

/** True for everything that a model does beside talking and thinking. */
export const isAction = (type: string): boolean => type !== "" && !itemRow(type)?.passive;

/** True for a call that a program made, not the model. */
export const byProgram = (item: JsonObject): boolean => objectAt(item, "caller") !== undefined;
