import type { JsonObject } from "../../json/json.ts";
import type { MakeId } from "../ids.ts";
import type { CreateRequest, Plan, PlannedItem, Tool } from "../types.ts";
import { answerText, asksForRefusal, listen, spokenWith } from "./answer.ts";
import type { RandomModel } from "./random-model.ts";
import { packTurns } from "./compaction.ts";
import { textOf } from "./grammar.ts";
import { planHosted } from "./hosted.ts";
import { instanceOf } from "./instance.ts";
import { countInputTokens, tokenize } from "./tokens.ts";
import { readTurns, type Turn } from "./turns.ts";
import { asksForTool, wishes, type Wish } from "./wishes.ts";

/** The model whose stream fails: some deltas, then `error`, then `response.failed`. */
export const streamErrorModel = "reference-stream-error";

/**
 * Decides the whole answer to a request: the items, their tokens, and the usage.
 * @param history the items of the earlier turns, oldest first
 * @param randomModel the model that speaks in place of the attentive one
 */
export function planAnswer(
  request: CreateRequest,
  history: readonly JsonObject[],
  makeId: MakeId,
  randomModel: RandomModel | null = null,
): Plan {
  const turns = readTurns([...history, ...request.input], request.instructions);
  if (request.compact) return planCompaction(turns, makeId);
  if (!request.generate) return prepared(turns);
  const budget = { left: request.maxOutputTokens ?? Infinity, spent: 0, cut: false };
  const items: PlannedItem[] = [];
  const thinking = randomModel?.coin() === true ? null : planReasoning(request, makeId);
  if (thinking !== null) items.push(thinking.item);
  const reasoningTokens = thinking?.tokens ?? 0;
  budget.left -= reasoningTokens;

  const own = planHosted(request, history, turns, makeId);
  items.push(...own.items);
  const said =
    randomModel === null ? draftItems(request, turns) : draftAtRandom(request, randomModel);
  for (const draft of own.waits ? [] : said) {
    if (budget.left <= 0) {
      budget.cut = true;
      break;
    }
    const all = tokenize(draft.text);
    const tokens = all.slice(0, budget.left);
    const cut = tokens.length < all.length;
    budget.left -= tokens.length;
    budget.spent += tokens.length;
    budget.cut ||= cut;
    items.push(finishItem(draft, tokens, cut, makeId));
  }
  const outputTokens = reasoningTokens + Math.max(1, budget.spent);
  return {
    items,
    incomplete: budget.cut,
    failure:
      request.model === streamErrorModel
        ? {
            code: "server_error",
            message: "The reference model stopped on purpose in the middle of its answer.",
          }
        : null,
    usage: usageOf(countInputTokens(turns.map((turn) => turn.text)), outputTokens, reasoningTokens),
  };
}

/** The answer to a compaction trigger: the conversation as one opaque item, and no word. */
function planCompaction(turns: readonly Turn[], makeId: MakeId): Plan {
  const encrypted_content = packTurns(turns);
  const item = { id: makeId("cmp"), type: "compaction" };
  return {
    items: [
      {
        kind: "hosted",
        id: item.id,
        start: { ...item, encrypted_content: "" },
        body: [{ type: "response.compaction.compacting" }],
        done: { ...item, encrypted_content },
      },
    ],
    incomplete: false,
    failure: null,
    usage: usageOf(
      countInputTokens(turns.map((turn) => turn.text)),
      countInputTokens([encrypted_content]),
    ),
  };
}

/** The answer to a request that only prepares the next turn. */
const prepared = (turns: readonly Turn[]): Plan => ({
  items: [],
  incomplete: false,
  failure: null,
  usage: usageOf(countInputTokens(turns.map((turn) => turn.text)), 0),
});

/** A usage object in the shape that both documents ask for. */
export function usageOf(input: number, output: number, reasoning = 0): JsonObject {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}

/** An item before it is cut into tokens. */
type Draft =
  | { kind: "message"; text: string; refusal: boolean }
  | { kind: "call"; text: string; tool: Tool };

function draftItems(request: CreateRequest, turns: readonly Turn[]): Draft[] {
  const calls = chooseCalls(request, turns);
  if (calls.length > 0) {
    const called = calls.map((wish): Draft => ({
      kind: "call",
      tool: wish.tool,
      text: argumentsOf(wish, turns),
    }));
    const spoken = spokenWith(turns);
    if (spoken && request.toolChoice.mode === "auto" && request.format.type === "text") {
      const message: Draft = { kind: "message", text: spoken.text, refusal: false };
      return spoken.first ? [message, ...called] : [...called, message];
    }
    // The model need not wait for what may come later: it says something in the same turn.
    return calls.every(({ tool }) => tool.async) && request.format.type === "text"
      ? [...called, { kind: "message", text: "I go on meanwhile.", refusal: false }]
      : called;
  }
  if (asksForRefusal(turns))
    return [{ kind: "message", text: "I was asked to decline, so I decline.", refusal: true }];
  const { format } = request;
  if (format.type === "json_schema")
    return [{ kind: "message", text: JSON.stringify(instanceOf(format.schema)), refusal: false }];
  const text = answerText(turns);
  return [
    {
      kind: "message",
      text: format.type === "json_object" ? JSON.stringify({ answer: text }) : text,
      refusal: false,
    },
  ];
}

/** What a model that pays no attention answers: only what the server can force is as it was asked for. */
function draftAtRandom(request: CreateRequest, randomModel: RandomModel): Draft[] {
  const calls = randomModel.calls(request);
  if (calls.length > 0) return calls.map((call) => ({ kind: "call", ...call }));
  const { format } = request;
  const text = (): string => {
    if (format.type === "json_schema") return JSON.stringify(randomModel.value(format.schema));
    return format.type === "json_object"
      ? JSON.stringify({ [randomModel.words()]: randomModel.words() })
      : randomModel.words();
  };
  return [{ kind: "message", text: text(), refusal: false }];
}

/** The tool calls of this turn; none means a message. A tool choice is a hard constraint. */
function chooseCalls(request: CreateRequest, turns: readonly Turn[]): Wish[] {
  const { mode, only } = request.toolChoice;
  const tools = request.tools.filter(
    (tool) => tool.kind !== "hosted" && (only === null || only.includes(tool.name)),
  );
  if (mode === "none" || tools.length === 0) return [];
  const { asked, outputs } = listen(turns);
  const willing =
    mode === "required" || (outputs.length === 0 && tools.some((tool) => asksForTool(asked, tool)));
  if (!willing) return [];
  const wanted = wishes(asked, tools);
  return request.parallel ? wanted : wanted.slice(0, 1);
}

function argumentsOf({ tool, subject }: Wish, turns: readonly Turn[]): string {
  const { asked } = listen(turns);
  if (tool.grammar !== null) return textOf(tool.grammar) ?? "";
  if (tool.kind === "custom") return subject ?? answerText(turns);
  const numbers = [
    ...asked.slice(0, 10_000).matchAll(/(?<![\w.])-?\d{1,9}(?:\.\d{1,6})?(?!\w)/g),
  ].map(([text]) => Number(text));
  const value = instanceOf(
    { type: "object", ...tool.parameters },
    { subject, text: asked, numbers },
  );
  return JSON.stringify(value);
}

function finishItem(draft: Draft, tokens: string[], cut: boolean, makeId: MakeId): PlannedItem {
  if (draft.kind === "message")
    return { kind: "message", id: makeId("msg"), tokens, refusal: draft.refusal, cut };
  const { kind, name, async } = draft.tool;
  return {
    kind: kind === "custom" ? kind : "function",
    id: makeId(kind === "custom" ? "ctc" : "fc"),
    callId: makeId("call"),
    name,
    async,
    tokens,
    cut,
  };
}

/** A reasoning item if the request asks for reasoning: at most a dozen tokens, below the smallest output limit. */
function planReasoning(
  request: CreateRequest,
  makeId: MakeId,
): { item: PlannedItem; tokens: number } | null {
  const { effort, summary } = request.reasoning;
  if (effort === "none" || (effort === null && summary === null)) return null;
  const thoughts =
    summary === "detailed" ? ["Read it.", "Then answer it."] : ["Reading, then answering."];
  const parts = summary === null ? [] : thoughts.map(tokenize);
  const id = makeId("rs");
  const encrypted = request.encryptReasoning
    ? Buffer.from(`thoughts of ${id}`).toString("base64")
    : null;
  return {
    item: { kind: "reasoning", id, summary: parts, encrypted },
    tokens: Math.max(4, parts.flat().length),
  };
}
