import { isObject, type Json, type JsonObject } from "../../json/json.ts";
import { breaks, family, onRoute } from "./edits.ts";
import type { Fault } from "./types.ts";

/** Changes the items of an input that is a list. */
const onItems =
  (edit: (items: Json[], body: JsonObject) => Json[]): NonNullable<Fault["request"]> =>
  (body) =>
    Array.isArray(body["input"]) ? { ...body, input: edit(body["input"], body) } : body;

/** Changes each content part of each message. */
const onParts = (
  edit: (part: JsonObject, body: JsonObject) => Json,
): NonNullable<Fault["request"]> =>
  onItems((items, body) =>
    items.map((item) => {
      const content = isObject(item) ? item["content"] : undefined;
      return isObject(item) && Array.isArray(content)
        ? { ...item, content: content.map((part) => (isObject(part) ? edit(part, body) : part)) }
        : item;
    }),
  );

const isType = (item: Json, type: string): boolean => isObject(item) && item["type"] === type;
const unknown = (item: Json): Json => (isObject(item) ? { ...item, type: "unsupported" } : item);
const refused = (message: string): JsonObject => ({
  error: { message, type: "invalid_request", code: "unsupported", param: null },
});

/** Legal input that is refused or lost, and wrong input that is served. */
export const inputFaults = family("input", {
  "assistant-role-refused": breaks("input/roles", {
    title: "Messages of role assistant are refused after those of a developer.",
    request: onItems((items) =>
      items.some((item) => isObject(item) && item["role"] === "developer")
        ? items.map((item) =>
            isObject(item) && item["role"] === "assistant" ? { ...item, role: "robot" } : item,
          )
        : items,
    ),
  }),
  "image-without-detail-refused": breaks("input/image", {
    title: "An image whose detail is left to the server is refused.",
    request: onParts((part) =>
      isType(part, "input_image") && part["image_url"] !== undefined && part["detail"] === undefined
        ? unknown(part)
        : part,
    ),
  }),
  "file-before-text-refused": breaks("input/file", {
    title: "A message that begins with a file is refused.",
    request: onItems((items) =>
      items.map((item) => {
        const content = isObject(item) && Array.isArray(item["content"]) ? item["content"] : [];
        return isType(content[0] ?? null, "input_file") ? unknown(item) : item;
      }),
    ),
  }),
  "long-input-cut": breaks("input/long", {
    title: "Of an input of more than 4000 characters only the end is read.",
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
    request: onItems((items) =>
      items.map((item) => (isType(item, "item_reference") ? unknown(item) : item)),
    ),
  }),
  "call-without-id-refused": breaks("input/call-items", {
    title: "A call without an item id is refused as input.",
    request: onItems((items) =>
      items.map((item) =>
        isType(item, "function_call") && isObject(item) && item["id"] === undefined
          ? unknown(item)
          : item,
      ),
    ),
  }),
  "escapes-refused": breaks("input/odd-json", {
    title: "A text with a character beyond the basic plane is refused.",
    request: onParts((part) =>
      typeof part["text"] === "string" && /[\u{10000}-\u{10ffff}]/u.test(part["text"])
        ? { ...part, text: 7 }
        : part,
    ),
  }),
  "content-number-accepted": breaks("input/content-number", {
    title: "A message whose content is a number is served.",
    request: onItems((items) =>
      items.map((item) =>
        isObject(item) && typeof item["content"] === "number"
          ? { ...item, content: String(item["content"]) }
          : item,
      ),
    ),
  }),
  "output-without-call-accepted": breaks("input/missing-call-id", {
    title: "The output of a call that names no call is left out.",
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
    request: onParts((part) =>
      isType(part, "input_image") && part["image_url"] === undefined
        ? { type: "input_text", text: "" }
        : part,
    ),
  }),
  "compaction-refused": breaks("compact/compact", {
    title: "The compaction item that the server made is refused as input.",
    request: onItems((items) =>
      items.map((item) => (isType(item, "compaction") ? unknown(item) : item)),
    ),
  }),
  "compact-previous-refused": breaks("compact/previous", {
    title: "A stored conversation cannot be compacted.",
    body: (json, { route, sent, status }) =>
      route === "compact" && status === 200 && sent["previous_response_id"] !== undefined
        ? refused("previous_response_id is not supported.")
        : json,
    head: (head, { route, sent }) =>
      route === "compact" && head.status === 200 && sent["previous_response_id"] !== undefined
        ? { ...head, status: 400 }
        : head,
  }),
  "compact-twice-refused": breaks("compact/twice", {
    title: "A conversation that was compacted before cannot be compacted again.",
    body: (json, { route, sent, status }) =>
      route === "compact" && status === 200 && isCompacted(sent)
        ? refused("The input is compacted already.")
        : json,
    head: (head, { route, sent }) =>
      route === "compact" && head.status === 200 && isCompacted(sent)
        ? { ...head, status: 400 }
        : head,
  }),
  "compact-anything": breaks("compact/unknown-previous", {
    title: "What cannot be compacted is compacted to nothing.",
    body: (json, { route, status }) =>
      route === "compact" && status >= 400
        ? {
            id: "resp_nothing",
            object: "response.compaction",
            created_at: 1_767_225_600,
            output: [],
            usage: {
              input_tokens: 0,
              input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
              output_tokens: 0,
              output_tokens_details: { reasoning_tokens: 0 },
              total_tokens: 0,
            },
          }
        : json,
    head: (head, { route }) =>
      route === "compact" && head.status >= 400 ? { ...head, status: 200 } : head,
  }),
  "json-incomplete-without-details": breaks("lifecycle/incomplete-has-details", {
    title: "A JSON answer that is incomplete does not say why.",
    body: onRoute("create", (json) => ({ ...json, incomplete_details: null })),
  }),
  "chain-incomplete-refused": breaks("state/chain", {
    title: "A response that is incomplete cannot be continued.",
    quirks: ["no-chain-from-incomplete"],
  }),
  "truncation-auto-refused": breaks("truncation/auto", {
    title: "truncation auto is refused.",
    request: (body) => (body["truncation"] === "auto" ? { ...body, truncation: 7 } : body),
  }),
  "truncation-unknown-accepted": breaks("truncation/unknown", {
    title: "A truncation that does not exist is taken for disabled.",
    request: (body) =>
      body["truncation"] === "auto" || body["truncation"] === undefined
        ? body
        : { ...body, truncation: "disabled" },
  }),
  "cut-call-as-completed": breaks("call/arguments-json", {
    title: "A response that was cut short in a call is told as completed.",
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

function isCompacted({ input }: JsonObject): boolean {
  return Array.isArray(input) && input.some((item) => isType(item, "compaction"));
}
