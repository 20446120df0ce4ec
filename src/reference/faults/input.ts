import { arrayAt, isObject, stringAt, type Json, type JsonObject } from "../../json/json.ts";
import { breaks, family, onRoute, usageOf } from "./edits.ts";
import { answerInstead, eachItem, eachPart, onItems, refuseItems } from "./request-edits.ts";
import type { FaultContext } from "./types.ts";

const isType = (item: Json, type: string): boolean => isObject(item) && item["type"] === type;
const refused = (message: string): JsonObject => ({
  error: { message, type: "invalid_request", code: "unsupported", param: null },
});

/** Legal input that is refused or lost, and wrong input that is served. */
export const inputFaults = family("input", {
  "assistant-role-refused": breaks("input/roles", {
    title: "Messages of role assistant are refused after those of a developer.",
    request: eachItem((item, _, all) =>
      item["role"] === "assistant" && all.some((other) => stringAt(other, "role") === "developer")
        ? { ...item, role: "robot" }
        : item,
    ),
  }),
  "image-without-detail-refused": breaks("input/image", {
    title: "An image without a detail is refused.",
    request: eachPart((part) =>
      isType(part, "input_image") && part["image_url"] !== undefined && part["detail"] === undefined
        ? { ...part, type: "unsupported" }
        : part,
    ),
  }),
  "file-before-text-refused": breaks("input/file", {
    title: "A message that begins with a file is refused.",
    request: refuseItems((item) => isType(arrayAt(item, "content")?.[0] ?? null, "input_file")),
  }),
  "long-input-cut": breaks("input/long", {
    title: "Only the end of an input with more than 4000 characters is read.",
    request: (body) =>
      typeof body["input"] === "string" && body["input"].length > 4000
        ? { ...body, input: body["input"].slice(-2000) }
        : body,
  }),
  "many-items-refused": breaks("input/hundred-items", {
    title: "An input of more than 64 items is refused.",
    request: onItems((items) => (items.length > 64 ? [7] : items)),
  }),
  "item-reference-refused": breaks("input/item-reference", {
    title: "References to stored items are refused.",
    request: refuseItems((item) => isType(item, "item_reference")),
  }),
  "call-without-id-refused": breaks("input/call-items", {
    title: "A call without an item id is refused as input.",
    request: refuseItems((item) => isType(item, "function_call") && item["id"] === undefined),
  }),
  "escapes-refused": breaks("input/odd-json", {
    title: "A text with a character beyond the basic plane is refused.",
    request: eachPart((part) =>
      typeof part["text"] === "string" && /[\u{10000}-\u{10ffff}]/u.test(part["text"])
        ? { ...part, text: 7 }
        : part,
    ),
  }),
  "content-number-accepted": breaks("input/content-number", {
    title: "A message whose content is a number is served.",
    request: eachItem((item) =>
      typeof item["content"] === "number" ? { ...item, content: String(item["content"]) } : item,
    ),
  }),
  "output-without-call-accepted": breaks("input/missing-call-id", {
    title: "An output without a call_id is ignored.",
    request: onItems((items) =>
      items.filter(
        (item) =>
          !isType(item, "function_call_output") ||
          (isObject(item) && item["call_id"] !== undefined),
      ),
    ),
  }),
  "image-without-source-accepted": breaks("input/image-without-source", {
    title: "An image without a source is served.",
    request: eachPart((part) =>
      isType(part, "input_image") && part["image_url"] === undefined
        ? { type: "input_text", text: "" }
        : part,
    ),
  }),
  "compaction-refused": breaks("compact/compact", {
    title: "The compaction item that the server made is refused as input.",
    request: refuseItems((item) => isType(item, "compaction")),
  }),
  "compact-previous-refused": breaks("compact/previous", {
    title: "A stored conversation cannot be compacted.",
    ...answerInstead(
      (context) => isCompact(context) && context.sent["previous_response_id"] !== undefined,
      400,
      refused("previous_response_id is not supported."),
    ),
  }),
  "compact-twice-refused": breaks("compact/twice", {
    title: "A compacted conversation cannot be compacted again.",
    ...answerInstead(
      (context) => isCompact(context) && hasCompaction(context.sent),
      400,
      refused("The input is compacted already."),
    ),
  }),
  "compact-anything": breaks("compact/unknown-previous", {
    title: "An input that cannot be compacted is compacted to an empty list.",
    ...answerInstead(({ route, status }) => route === "compact" && status >= 400, 200, {
      id: "resp_nothing",
      object: "response.compaction",
      created_at: 1_767_225_600,
      output: [],
      usage: usageOf(0, 0),
    }),
  }),
  "json-incomplete-without-details": breaks("lifecycle/incomplete-has-details", {
    title: "An incomplete JSON answer has incomplete_details null.",
    body: onRoute("create", (json) => ({ ...json, incomplete_details: null })),
  }),
  "chain-incomplete-refused": breaks("state/chain", {
    title: "An incomplete response cannot be continued.",
    quirks: ["no-chain-from-incomplete"],
  }),
  "truncation-auto-refused": breaks("truncation/auto", {
    title: "truncation auto is refused.",
    request: (body) => (body["truncation"] === "auto" ? { ...body, truncation: 7 } : body),
  }),
  "truncation-unknown-accepted": breaks("truncation/unknown", {
    title: "An unknown truncation is treated as disabled.",
    request: (body) =>
      body["truncation"] === "auto" || body["truncation"] === undefined
        ? body
        : { ...body, truncation: "disabled" },
  }),
  "cut-call-as-completed": breaks("call/arguments-json", {
    title: "A response that was cut short in a call has status completed.",
    events: (events) => {
      const last = events.at(-1);
      const response = isObject(last?.["response"]) ? last["response"] : undefined;
      const output = Array.isArray(response?.["output"]) ? response["output"] : [];
      const cut = output.at(-1);
      if (
        last?.type !== "response.incomplete" ||
        !response ||
        !cut ||
        !isType(cut, "function_call")
      )
        return events;
      Object.assign(response, {
        status: "completed",
        incomplete_details: null,
        completed_at: response["created_at"],
      });
      if (isObject(cut)) cut["status"] = "completed";
      const done = events.findLast(({ type }) => type === "response.output_item.done");
      if (isObject(done?.["item"])) done["item"]["status"] = "completed";
      last.type = "response.completed";
      return events;
    },
  }),
});

const isCompact = ({ route, status }: FaultContext): boolean =>
  route === "compact" && status === 200;

function hasCompaction({ input }: JsonObject): boolean {
  return Array.isArray(input) && input.some((item) => isType(item, "compaction"));
}
