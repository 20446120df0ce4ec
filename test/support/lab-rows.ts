/** What a right judge says of one recording. A finding is written `level rule:message`; it must stand by itself. */
export interface Expected {
  /** In both dialects. */
  says?: string[];
  openai?: string[];
  openresponses?: string[];
  /** Rules, or `rule:message`, that must not be found, not even beneath another finding. */
  never?: string[];
  /** What is found is found once, not for each event or exchange. */
  once?: true;
  /** The only findings of MUST that a dialect may have, as `rule:message`. */
  onlyMust?: { openai?: string[]; openresponses?: string[] };
}

const noEventLines = "must sse/event-name:missing";
const noDone = "must sse/done-sentinel:missing";
const nullsLeftOut = "must schema/response:left-out";
const unnumbered = "must sequence/present:missing";
/** Rules whose findings about a left-out null stand beneath the one that names all fields. */
const aboutOneNull = [
  "lifecycle/failed-has-error:missing",
  "lifecycle/incomplete-has-details:missing",
];

/** Of each recording that `check` can judge alone, by its name in the index. */
export const rows: Record<string, Expected> = {
  "ogx/01-ogx-text-then-call.sse": {
    says: [
      "must item/index-sound:reused",
      "must item/added-done-pairing:not-done",
      "must text/part-equals-item:lost",
      "must part/pairing:text-not-done",
    ],
  },
  "ogx/03-ogx-refusal.sse": {
    says: [
      "must item/added-before-use:not-added",
      "must part/index-sound:gap",
      "must text/part-equals-item:lost",
    ],
  },
  "ogx/04-ogx-truncated.sse": {
    says: ["must part/pairing:text-not-done"],
    openai: ["should schema/response:invalid", "should item/incomplete-is-last:cut-completed"],
    openresponses: ["must item/incomplete-is-last:cut-completed"],
  },
  "ogx/05-ogx-mcp.sse": {
    says: [
      "must item/added-before-use:not-added",
      "must part/kind-matches:item",
      "must sequence/contiguous:gap",
    ],
    openai: ["must schema/event:left-out", "should schema/unknown-event:misspelt"],
    openresponses: ["must schema/unknown-event:misspelt"],
  },
  "ogx/06-ogx-mcp-unreachable.sse": {
    openai: ["must schema/event:left-out"],
    openresponses: ["must schema/event:invalid", "must lifecycle/error-then-failed:missing"],
    onlyMust: { openai: ["schema/event:left-out"] },
  },
  "ogx/08-ls-unknown-previous.sse": {
    says: ["must sse/json-data:error-body"],
    onlyMust: {
      openai: ["sse/json-data:error-body"],
      openresponses: ["sse/json-data:error-body"],
    },
  },
  "ogx/09-ogx-upstream-broke.sse": {
    openresponses: [noEventLines, noDone],
    onlyMust: { openai: [] },
  },
  "ogx/input-items-without-paging.tape.json": {
    says: ["must schema/body:left-out", "must schema/body:invalid", "must state/input-items:no-id"],
    never: ["state/not-found"],
  },
  "litellm/bridge-text.sse": {
    says: [unnumbered, nullsLeftOut],
    once: true,
    never: ["schema/response:invalid", ...aboutOneNull],
    onlyMust: {
      openai: ["sequence/present:missing", "schema/response:left-out"],
      openresponses: [
        "sse/event-name:missing",
        "sequence/present:missing",
        "schema/response:left-out",
      ],
    },
  },
  "litellm/bridge-reasoning.sse": {
    says: [
      nullsLeftOut,
      "must schema/event:invalid",
      "must part/added-before-delta:not-added",
      "must item/done-equals-output:differs",
    ],
    openai: ["must schema/item:foreign-part"],
    openresponses: ["should schema/item:foreign-part"],
    once: true,
    never: ["schema/response:invalid", ...aboutOneNull],
  },
  "litellm/reasoning-holds-output-text.tape.json": {
    openai: ["must schema/item:foreign-part"],
    openresponses: ["should schema/item:foreign-part"],
  },
  "litellm/bridge-mid-error.sse": {
    says: [nullsLeftOut],
    never: [
      "lifecycle/failed-has-error:missing",
      "lifecycle/error-then-failed",
      "lifecycle/terminal-present",
    ],
    onlyMust: {
      openai: ["sequence/present:missing", "schema/response:left-out"],
      openresponses: [
        "sse/event-name:missing",
        "sequence/present:missing",
        "schema/response:left-out",
      ],
    },
  },
  "litellm/bridge-call-truncated.sse": {
    says: ["must call/arguments-json:cut"],
    never: ["call/arguments-json:not-json"],
  },
  "litellm/pass-failed-rewritten.sse": {
    says: [nullsLeftOut],
    onlyMust: {
      openai: ["schema/response:left-out"],
      openresponses: ["sse/event-name:missing", "schema/response:left-out"],
    },
  },
  "litellm/pass-unknown-event.sse": {
    never: ["schema/unknown-event", "item/extension-prefix", "schema/item"],
  },
  "litellm/websocket-error-mid-turn.tape.json": {
    says: ["must websocket/error-envelope:no-code"],
    openai: ["should websocket/error-envelope:no-status"],
    openresponses: ["must websocket/error-envelope:no-status"],
    never: ["http/no-stall", "websocket/failure-announced"],
  },
  "bridges/01-relay-text-no-part-events.sse": {
    says: [
      "must schema/event:invalid",
      "must part/added-before-delta:not-added",
      "must part/pairing:never-done",
    ],
    once: true,
  },
  "bridges/03-deepseek-proxy-part-type-text.sse": {
    says: ["must part/kind-matches:part", "should usage/plausible:all-zero"],
    once: true,
    never: ["usage/plausible:zero"],
  },
  "bridges/06-ds4codex-wrong-output-index.sse": {
    says: ["must item/index-sound:elsewhere"],
    once: true,
    onlyMust: {
      openai: [
        "sequence/present:missing",
        "schema/response:left-out",
        "usage/present-at-end:field",
        "item/index-sound:elsewhere",
      ],
    },
  },
  "bridges/08-codex-cc-item-added-with-part.sse": { says: ["must part/starts-empty:again"] },
  "bridges/11-codex-router-phantom-message.sse": {
    says: ["must schema/event:left-out"],
    once: true,
    never: ["part/starts-empty", "item/status-progression"],
  },
  "agents/aimock-split-surrogate.sse": { says: ["must text/no-lone-surrogate:split"] },
  "agents/fastresponses-agent-tool-conforming.sse": {
    onlyMust: { openai: [], openresponses: [] },
  },
  "agents/cut-call-told-completed.tape.json": {
    says: ["must call/arguments-json:cut", "should usage/plausible:all-zero"],
    never: ["call/arguments-json:not-json", "usage/plausible:zero"],
  },
  "agents/structured-lost.tape.json": { says: ["must structured/valid:lost"] },
  "agents/leaked-call.tape.json": { says: ["must call/name-known:unasked"] },
  "agents/tools-ignored.tape.json": {
    says: ["must call/tool-choice:ignored"],
    once: true,
    never: ["call/tool-choice:missing"],
    onlyMust: {
      openai: [
        "call/tool-choice:ignored",
        "usage/present-at-end:missing",
        "schema/response:left-out",
      ],
    },
  },
  "agents/openclaw-stream.sse": {
    says: [unnumbered, "must usage/null-before-end:early", "must schema/item:invalid"],
  },
  "agents/websocket-403.tape.json": { onlyMust: { openai: [], openresponses: [] } },
  "transformers/llama-emoji.sse": {
    says: ["must lifecycle/created-first:again", "must schema/event:left-out"],
    once: true,
  },
  "transformers/llama-cut-call.sse": {
    says: ["must call/done-event:missing", "must call/arguments-json:cut"],
    never: ["call/arguments-json:not-json"],
  },
  "transformers/llama-error-in-stream/llama-error-in-stream.tape.json": {
    says: ["must sse/json-data:error-body"],
    never: ["sse/json-data:not-event"],
    onlyMust: {
      openai: [
        "sequence/present:missing",
        "schema/timestamps:not-seconds",
        "schema/response:left-out",
        "echo/request:differs",
        "sse/json-data:error-body",
      ],
    },
  },
  "transformers/llama-truncated-completed/llama-truncated-completed.tape.json": {
    says: ["should truncation/incomplete:at-limit"],
  },
  "transformers/llama-unknown-tool-choice/llama-unknown-tool-choice.tape.json": {
    says: ["must http/error-status:accepted"],
    never: ["call/tool-choice", "echo/request"],
  },
  "transformers/tf-call-required/tf-call-required.tape.json": {
    says: [
      "must item/index-sound:reused",
      "must item/id-unique:repeated",
      "must item/status-progression:added",
      "must part/starts-empty:filled",
    ],
    never: ["call/tool-choice", "item/done-equals-output:extra"],
    onlyMust: {
      openai: [
        "item/index-sound:reused",
        "item/id-unique:repeated",
        "item/status-progression:added",
        "part/starts-empty:filled",
        "schema/timestamps:not-seconds",
        "echo/request:differs",
        "schema/response:left-out",
      ],
    },
  },
  "transformers/tf-choice-none/tf-choice-none.tape.json": {
    says: [
      "must item/index-sound:reused",
      "must item/id-unique:repeated",
      "must item/status-progression:added",
      "must part/starts-empty:filled",
      "must call/tool-choice:unwanted",
    ],
  },
  "transformers/tf-null-settings/tf-null-settings.tape.json": {
    says: ["must http/json-content-type:streamed", "must http/first-event-prompt:empty"],
  },
  "vllm/vllm-text.sse": {
    says: ["must schema/response:invalid", "must schema/item:invalid"],
    openai: ["must lifecycle/failed-has-error:absent"],
    never: ["text", "sequence", "part", "item"],
  },
  "vllm/vllm-required.sse": {
    says: ["must schema/response:invalid"],
    never: ["text", "sequence", "part", "item", "call"],
  },
  "vllm/vllm-cut.sse": { says: ["must lifecycle/status-matches-event:differs"] },
  "vllm/vllm-qwen3-reasoning.sse": {
    says: ["must schema/response:invalid"],
    openresponses: ["must reasoning/event-names:foreign"],
  },
  "vllm/vllm-required-no-call/no-arguments-plain.tape.json": { never: ["call/tool-choice"] },
  "vllm/vllm-replay-cut/replay-call.tape.json": {
    says: ["must http/first-event-prompt:cut"],
    never: ["http/first-event-prompt:empty"],
  },
  "vllm/vllm-background-queued/resume-ended.tape.json": {
    says: ["must background/lifecycle:back"],
  },
  "vllm/smg-stored-as-completed/replay-truncated.tape.json": {
    says: ["must state/stream-equals-json:outcome"],
    onlyMust: {
      openai: ["state/stream-equals-json:outcome"],
      openresponses: ["state/stream-equals-json:outcome"],
    },
  },
  "vllm/sglang-router-chain-refused/round-trip-chained.tape.json": {
    says: ["must state/chain:input"],
    never: ["state/chain:refused"],
    onlyMust: { openai: ["state/chain:input"], openresponses: ["state/chain:input"] },
    once: true,
  },
  "gogateways/ollama-text-then-call.sse": {
    says: [
      "must item/index-sound:reused",
      "must item/index-sound:order",
      "must item/added-done-pairing:not-done",
    ],
    never: ["item/done-equals-output"],
  },
  "gogateways/ollama-slow.sse": {
    says: ["must lifecycle/snapshot-stable:changes"],
    onlyMust: { openai: ["lifecycle/snapshot-stable:changes"] },
  },
  "gogateways/ollama-no-input.sse": {
    says: ["must schema/response:invalid"],
    onlyMust: { openai: ["schema/response:invalid"] },
  },
  "gogateways/ollama-tool.sse": {
    onlyMust: { openai: [], openresponses: ["sse/done-sentinel:missing"] },
  },
  "gogateways/cliproxyapi-upstream-cut.sse": {
    says: ["must sequence/increasing:not-increasing", nullsLeftOut],
  },
  "gogateways/gomodel-text.sse": {
    says: [
      unnumbered,
      "must part/added-before-delta:not-added",
      "must part/pairing:never-done",
      nullsLeftOut,
      "must usage/present-at-end:chat-names",
    ],
    never: ["text/part-equals-item"],
  },
  "gogateways/cliproxyapi-null-settings/cliproxyapi-null-settings.tape.json": {
    says: ["should echo/request:not-default"],
    never: ["usage"],
  },
};

/** Recordings that are judged wrongly. A name must go when its recording is judged rightly. */
export const misses: ReadonlySet<string> = new Set([]);
