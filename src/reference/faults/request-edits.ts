import { isObject, type Json, type JsonObject } from "../../json/json.ts";
import type { FaultContext, Hooks } from "./types.ts";

type Edit = NonNullable<Hooks["request"]>;

/** Edits an input that is a list. */
export const onItems =
  (edit: (items: Json[]) => Json): Edit =>
  (body) =>
    Array.isArray(body["input"]) ? { ...body, input: edit(body["input"]) } : body;

/** Edits each item of an input that is a list. */
export const eachItem = (edit: (item: JsonObject, place: number, all: Json[]) => Json): Edit =>
  onItems((items) =>
    items.map((item, place) => (isObject(item) ? edit(item, place, items) : item)),
  );

/** Edits each content part of each message. */
export const eachPart = (edit: (part: JsonObject) => Json): Edit =>
  eachItem((item) => {
    const { content } = item;
    if (!Array.isArray(content)) return item;
    return { ...item, content: content.map((part) => (isObject(part) ? edit(part) : part)) };
  });

/** Gives the items of which `is` holds a type that the server refuses. */
export const refuseItems = (is: (item: JsonObject, all: Json[]) => boolean): Edit =>
  eachItem((item, _, all) => (is(item, all) ? { ...item, type: "unsupported" } : item));

/** Answers with another status and body where `when` holds. */
export const answerInstead = (
  when: (context: FaultContext) => boolean,
  status: number,
  body: Json,
): Hooks => ({
  body: (json, context) => (when(context) ? body : json),
  head: (head, context) => (when(context) ? { ...head, status } : head),
});
