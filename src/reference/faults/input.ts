import { isObject, type Json, type JsonObject } from "../../json/json.ts";
import { family, onRoute } from "./edits.ts";
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
export const inputFaults = family("input", [
  {
    id: "assistant-role-refused",
    title: "Messages of role assistant are refused after those of a developer.",
    breaks: "input/roles",
    request: onItems((items) =>
      items.some((item) => isObject(item) && item["role"] === "developer")
        ? items.map((item) =>
            isObject(item) && item["role"] === "assistant" ? { ...item, role: "robot" } : item,
          )
        : items,
    ),
  },
  {
    id: "image-without-detail-refused",
    title: "An image whose detail is left to the server is refused.",
    breaks: "input/image",
    request: onParts((part) =>
      isType(part, "input_image") && part["image_url"] !== undefined && part["detail"] === undefined
        ? unknown(part)
        : part,
    ),
  },
  {
    id: "file-before-text-refused",
    title: "A message that begins with a file is refused.",
    breaks: "input/file",
    request: onItems((items) =>
      items.map((item) => {
        const content = isObject(item) && Array.isArray(item["content"]) ? item["content"] : [];
        return isType(content[0] ?? null, "input_file") ? unknown(item) : item;
      }),
    ),
  },
  {
    id: "long-input-cut",
    title: "Of an input of more than 4000 characters only the end is read.",
    breaks: "input/long",
    request: (body) =>
      typeof body["input"] === "string" && body["input"].length > 4000
        ? { ...body, input: body["input"].slice(-2000) }
        : body,
  },
  {
    id: "many-items-refused",
    title: "An input of more than 64 items is refused.",
    breaks: "input/hundred-items",
    request: onItems((items) => (items.length > 64 ? [7] : items)),
  },
  {
    id: "item-reference-refused",
    title: "References to stored items are refused.",
    breaks: "input/item-reference",
    request: onItems((items) =>
      items.map((item) => (isType(item, "item_reference") ? unknown(item) : item)),
    ),
  },
  {
    id: "call-without-id-refused",
    title: "A call without an item id is refused as input.",
    breaks: "input/call-items",
    request: onItems((items) =>
      items.map((item) =>
        isType(item, "function_call") && isObject(item) && item["id"] === undefined
          ? unknown(item)
          : item,
      ),
    ),
  },
  {
    id: "escapes-refused",
    title: "A text with a character beyond the basic plane is refused.",
    breaks: "input/odd-json",
    request: onParts((part) =>
      typeof part["text"] === "string" && /[\u{10000}-\u{10ffff}]/u.test(part["text"])
        ? { ...part, text: 7 }
        : part,
    ),
  },
  {
    id: "content-number-accepted",
    title: "A message whose content is a number is served.",
    breaks: "input/content-number",
    request: onItems((items) =>
      items.map((item) =>
        isObject(item) && typeof item["content"] === "number"
          ? { ...item, content: String(item["content"]) }
          : item,
      ),
    ),
  },
  {
    id: "output-without-call-accepted",
    title: "The output of a call that names no call is left out.",
    breaks: "input/missing-call-id",
    request: onItems((items) =>
      items.filter(
        (item) =>
          !isType(item, "function_call_output") ||
          (isObject(item) && item["call_id"] !== undefined),
      ),
    ),
  },
  {
    id: "image-without-source-accepted",
    title: "An image without a source is served.",
    breaks: "input/image-without-source",
    request: onParts((part) =>
      isType(part, "input_image") && part["image_url"] === undefined
        ? { type: "input_text", text: "" }
        : part,
    ),
  },
  {
    id: "compaction-refused",
    title: "The compaction item that the server made is refused as input.",
    breaks: "compact/compact",
    request: onItems((items) =>
      items.map((item) => (isType(item, "compaction") ? unknown(item) : item)),
    ),
  },
  {
    id: "compact-previous-refused",
    title: "A stored conversation cannot be compacted.",
    breaks: "compact/previous",
    body: (json, { route, sent, status }) =>
      route === "compact" && status === 200 && sent["previous_response_id"] !== undefined
        ? refused("previous_response_id is not supported.")
        : json,
    head: (head, { route, sent }) =>
      route === "compact" && head.status === 200 && sent["previous_response_id"] !== undefined
        ? { ...head, status: 400 }
        : head,
  },
  {
    id: "compact-twice-refused",
    title: "A conversation that was compacted before cannot be compacted again.",
    breaks: "compact/twice",
    body: (json, { route, sent, status }) =>
      route === "compact" && status === 200 && isCompacted(sent)
        ? refused("The input is compacted already.")
        : json,
    head: (head, { route, sent }) =>
      route === "compact" && head.status === 200 && isCompacted(sent)
        ? { ...head, status: 400 }
        : head,
  },
  {
    id: "compact-anything",
    title: "What cannot be compacted is compacted to nothing.",
    breaks: "compact/unknown-previous",
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
  },
  {
    id: "json-incomplete-without-details",
    title: "A JSON answer that is incomplete does not say why.",
    breaks: "lifecycle/incomplete-has-details",
    body: onRoute("create", (json) => ({ ...json, incomplete_details: null })),
  },
  {
    id: "chain-incomplete-refused",
    title: "A response that is incomplete cannot be continued.",
    breaks: "state/chain",
    quirks: ["no-chain-from-incomplete"],
  },
  {
    id: "truncation-auto-refused",
    title: "truncation auto is refused.",
    breaks: "truncation/auto",
    request: (body) => (body["truncation"] === "auto" ? { ...body, truncation: 7 } : body),
  },
  {
    id: "truncation-unknown-accepted",
    title: "A truncation that does not exist is taken for disabled.",
    breaks: "truncation/unknown",
    request: (body) =>
      body["truncation"] === "auto" || body["truncation"] === undefined
        ? body
        : { ...body, truncation: "disabled" },
  },
  {
    id: "cut-call-as-completed",
    title: "A response that was cut short in a call is told as completed.",
    breaks: "call/arguments-json",
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
  },
]);

function isCompacted({ input }: JsonObject): boolean {
  return Array.isArray(input) && input.some((item) => isType(item, "compaction"));
}
