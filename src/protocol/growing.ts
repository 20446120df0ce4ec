/** A field whose list of values OpenAI extends, or may extend, without a new version of the API. */
export interface GrowingList {
  /** The name of the field, wherever it is. */
  field: string;
  /** Values that were added, and when; or who decides what the field may be. */
  evidence: string;
}

/**
 * The lists of values that grow in `openai`: a value that a revision does not list is newer than it, or wrong. Left out
 * are the lists that decide how an answer is read: `role`, and the `status` of responses and items.
 */
export const growingLists: readonly GrowingList[] = [
  { field: "effort", evidence: "minimal, none, xhigh and max came after low, medium and high" },
  { field: "summary", evidence: "set by the request, for models that come and go" },
  { field: "generate_summary", evidence: "has the values of summary" },
  { field: "context", evidence: "set by the request, for models that come and go" },
  {
    field: "service_tier",
    evidence: "flex, priority, fast and ultrafast came after auto and default",
  },
  { field: "truncation", evidence: "set by the request" },
  { field: "verbosity", evidence: "set by the request, for models that come and go" },
  { field: "prompt_cache_retention", evidence: "set by the request, for models that come and go" },
  { field: "mode", evidence: "set by the request: of prompt_cache_options and of allowed_tools" },
  { field: "reason", evidence: "steered and max_messages came between 2026-08-21 and 2026-11-17" },
  { field: "output_format", evidence: "gif and svg came between 2026-08-21 and 2026-11-17" },
  { field: "quality", evidence: "xhigh and max came between 2026-08-21 and 2026-11-17" },
  { field: "complexity", evidence: "came between 2026-08-21 and 2026-11-17, beside quality" },
  { field: "action", evidence: "of images: on the item since 2026-11-17" },
  { field: "background", evidence: "of images: on the item since 2026-11-17" },
  {
    field: "input_fidelity",
    evidence: "set by the request, for models of images that come and go",
  },
  { field: "moderation", evidence: "set by the request, for models of images that come and go" },
  { field: "moderation_stage", evidence: "the SDK of 2026-11-17 lists unknown among its values" },
  { field: "phase", evidence: "set by models that write commentary" },
  {
    field: "code",
    evidence:
      "insufficient_quota is sent and not documented; misalignment_policy_violation came by 2026-11-17",
  },
  { field: "context_compression", evidence: "came between 2026-08-21 and 2026-11-17" },
  { field: "cyber", evidence: "came between 2026-08-21 and 2026-11-17: names of programs" },
  { field: "detail", evidence: "original came after low, high and auto" },
  { field: "search_context_size", evidence: "set by the request" },
  { field: "environment", evidence: "set by the request" },
  { field: "syntax", evidence: "set by the request" },
  { field: "execution", evidence: "set by the request" },
  { field: "search_content_types", evidence: "set by the request" },
  { field: "require_approval", evidence: "set by the request" },
  { field: "button", evidence: "of the mouse, as the model of the computer tool names them" },
  { field: "category_applied_input_types", evidence: "kinds of input that are moderated" },
  { field: "allowed_callers", evidence: "set by the request" },
];

const fields: ReadonlySet<string> = new Set(growingLists.map(({ field }) => field));

/** True for the name of a field whose list of values grows in `openai`. */
export const grows = (field: string): boolean => fields.has(field);
