/** A line of the table of what a first look noticed in the recorded streams. */
export interface Observed {
  file: string;
  observation: string;
  count: number;
  /** Number of the event that it was first seen at. */
  event: number;
  detail: string;
}

/**
 * Where the finding stands, seen from the event that the line names.
 * at: on that event, as often as the line says.
 * first: on that event, though not equally often, since both count different things.
 * names: that event belongs to the finding's evidence.
 * folded: on an earlier event, the one named being a repeat of it.
 * cause: on an earlier event, which is the one mistake that this is a symptom of.
 */
export type Where = "at" | "first" | "names" | "folded" | "cause";

/** What one dialect makes of an observation: a violation that is found, or none and why. */
export type Outcome =
  | { finds: string; where: Where; pointer?: string }
  | { legal: string; silent: string };

export interface Explanation {
  observations: readonly string[];
  /** The files that it holds for, where not for all. */
  files?: RegExp;
  detail?: RegExp;
  openresponses: Outcome;
  openai: Outcome;
}

const both = (outcome: Outcome): Pick<Explanation, "openresponses" | "openai"> => ({
  openresponses: outcome,
  openai: outcome,
});

/** A field that every snapshot must have. */
const lacking = (field: string, finds = "schema/response:invalid"): Explanation => ({
  observations: [`response-missing-${field}`],
  ...both({ finds, where: "at", pointer: `/response/${field}` }),
});

/** What is said once of a stream that starts over: all that repeats after it is a symptom. */
const secondResponse = "lifecycle/created-first:again";

/**
 * What the judge makes of each observation; of several that match a line the first holds, so exceptions stand before
 * what is said of the rest.
 */
export const explanations: readonly Explanation[] = [
  // Frames and numbers.
  {
    observations: ["event-line-missing"],
    ...both({ finds: "sse/event-name:missing", where: "at" }),
  },
  { observations: ["seq-missing"], ...both({ finds: "sequence/present:missing", where: "at" }) },

  // The gateway streams two responses as one; the second one counts, and places its items, from 0 again.
  {
    observations: ["seq-not-increasing"],
    files: /^agentic-api--mcptool-/,
    ...both({ finds: secondResponse, where: "at" }),
  },
  {
    observations: ["dup-response.created"],
    files: /^agentic-api--mcptool-/,
    ...both({ finds: secondResponse, where: "names" }),
  },
  {
    observations: ["dup-response.in_progress"],
    files: /^agentic-api--mcptool-/,
    ...both({ finds: "lifecycle/progress-order:repeated", where: "names" }),
  },
  {
    observations: [
      "item-added-twice",
      "item-done-twice",
      "event-after-item-done",
      "output_index-not-contiguous",
      "output-len",
    ],
    files: /^agentic-api--mcptool-/,
    ...both({ finds: secondResponse, where: "cause" }),
  },

  // Snapshots.
  ...[
    "instructions",
    "metadata",
    "model",
    "output",
    "parallel_tool_calls",
    "temperature",
    "tool_choice",
    "tools",
    "top_p",
  ].map((field) => lacking(field)),
  lacking("error", "lifecycle/failed-has-error:absent"),
  lacking("incomplete_details", "lifecycle/incomplete-has-details:absent"),
  lacking("created_at", "schema/timestamps:not-seconds"),
  {
    observations: ["response.object"],
    ...both({ finds: "schema/response:invalid", where: "at", pointer: "/response/object" }),
  },
  {
    observations: ["output-nonempty-before-terminal"],
    // It is not there at all, in two snapshots of which the line counts the one before the end.
    detail: / output=null$/,
    ...both({ finds: "schema/response:invalid", where: "first", pointer: "/response/output" }),
  },
  {
    // One finding names all that is missing, and points at the first of them.
    observations: ["usage-missing-input_tokens_details", "usage-missing-output_tokens_details"],
    ...both({ finds: "usage/present-at-end:field", where: "at" }),
  },
  {
    observations: ["response-id-changes"],
    ...both({ finds: "lifecycle/response-id-stable:changes", where: "names" }),
  },

  // The end of a stream that failed.
  {
    observations: ["error+terminal"],
    ...both({
      legal:
        "an error event is followed by response.failed: both documents have the two, Open Responses in this order",
      silent: "lifecycle/error-then-failed",
    }),
  },

  // Ids of items.
  {
    observations: ["item-id-changes"],
    detail: / -> None$/,
    ...both({ finds: "item/required-fields:missing", where: "at", pointer: "/item/id" }),
  },
  {
    observations: ["item-id-changes"],
    ...both({ finds: "item/id-stable:changed", where: "first", pointer: "/item/id" }),
  },
  {
    observations: ["delta-item_id-mismatch"],
    files: /^github-copilot--/,
    ...both({ finds: "item/id-stable:changed", where: "folded" }),
  },
  {
    observations: ["call_id-changes"],
    files: /^openai--toolsearch--/,
    openresponses: { finds: "item/type-stable:changed", where: "at", pointer: "/item/call_id" },
    openai: {
      legal: "OpenAI gives a tool search that the client runs another call_id when it is done",
      silent: "item/type-stable",
    },
  },

  // The final output.
  {
    observations: ["output!=item.done"],
    files: /^(openai|azure)--/,
    detail: /^\[\d+\] (reasoning|compaction) differs in \['encrypted_content'\]$/,
    ...both({
      legal: "OpenAI encrypts anew for the terminal event; the text is opaque to clients",
      silent: "item/done-equals-output",
    }),
  },
  {
    observations: ["output!=item.done"],
    files: /^agentic-api--fc-/,
    detail: /^\[2\] function_call differs in \[\]$/,
    openresponses: {
      legal:
        "the final item has a namespace of null and the streamed one has none, which says the same; the document does not know the field",
      silent: "item/done-equals-output",
    },
    openai: {
      finds: "schema/item:invalid",
      where: "at",
      pointer: "/response/output/2/namespace",
    },
  },
  {
    observations: ["output!=item.done"],
    files: /^vllm--/,
    detail: / differs in \[.*'arguments'\]$/,
    ...both({
      finds: "call/arguments-buffer:output",
      where: "at",
      pointer: "/response/output/0/arguments",
    }),
  },
  {
    observations: ["output!=item.done", "output-id!=item.done-id"],
    files: /^github-copilot--/,
    ...both({ finds: "item/id-stable:changed", where: "folded" }),
  },
  {
    observations: ["output!=item.done", "output-id!=item.done-id"],
    files: /^(vllm|openrouter)--/,
    detail: /^\[0\] .*(differs in \['id'| vs )/,
    ...both({ finds: "item/id-stable:changed", where: "at", pointer: "/response/output/0/id" }),
  },
  {
    observations: ["output-len"],
    files: /^(chatgpt-codex|vllm)--/,
    ...both({ finds: "item/done-equals-output:missing", where: "at", pointer: "/response/output" }),
  },

  // Arguments of calls.
  {
    observations: ["args-concat!=done"],
    files: /^lmstudio--/,
    ...both({ finds: "call/arguments-buffer:no-deltas", where: "at", pointer: "/arguments" }),
  },
  {
    // Seen when the item is done; the arguments are told the event before.
    observations: ["no-fc-args-delta"],
    files: /^lmstudio--/,
    ...both({ finds: "call/arguments-buffer:no-deltas", where: "cause" }),
  },
  {
    observations: ["args-concat!=done"],
    files: /^agentic-api--fc-/,
    ...both({ finds: "call/arguments-buffer:differs", where: "at", pointer: "/arguments" }),
  },

  // What a stream may do.
  {
    observations: ["item-interleaved"],
    ...both({
      legal:
        "every event names its output_index, so an item may be added while another is open; OpenAI interleaves too",
      silent: "item/index-sound",
    }),
  },
  {
    observations: ["delta-missing-logprobs", "textdone-missing-logprobs"],
    openresponses: {
      legal: "the document does not require logprobs in response.output_text.delta and .done",
      silent: "schema/event",
    },
    openai: {
      legal:
        "errata text-delta-without-logprobs and text-done-without-logprobs: OpenAI leaves them out as well",
      silent: "schema/event",
    },
  },
];

/** What holds for a line, as far as anything does. */
export const explanationOf = ({ file, observation, detail }: Observed): Explanation | undefined =>
  explanations.find(
    (one) =>
      one.observations.includes(observation) &&
      (one.files?.test(file) ?? true) &&
      (one.detail?.test(detail) ?? true),
  );

/** Reads the table of observations: tab-separated, with a header. */
export function readObserved(text: string): Observed[] {
  const [header, ...rows] = text.trimEnd().split("\n");
  const columns = "file\tobservation\tcount\tfirst_event_index\tfirst_detail";
  if (header !== columns) throw new Error(`the columns of the table are others: ${header}`);
  return rows.map((row) => {
    const [file = "", observation = "", count, event, detail = ""] = row.split("\t");
    return { file, observation, count: Number(count), event: Number(event), detail };
  });
}
