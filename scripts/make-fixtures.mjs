// Writes fixtures/good: conforming tapes of our own making, which every rule must stay silent on.
// Run it after changing this file (`node scripts/make-fixtures.mjs`) and commit what it wrote.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const out = fileURLToPath(new URL("../fixtures/good/", import.meta.url));
mkdirSync(out, { recursive: true });

const created = 1_767_225_600;
const weather = {
  type: "function",
  name: "get_weather",
  description: "Current weather of a city",
  parameters: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  },
  strict: true,
};

/** A response object with every field that either dialect asks for. */
function response(id, request, changes = {}) {
  return {
    id,
    object: "response",
    created_at: created,
    completed_at: null,
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: null,
    model: request.model,
    output: [],
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    presence_penalty: 0,
    frequency_penalty: 0,
    previous_response_id: request.previous_response_id ?? null,
    prompt_cache_key: null,
    reasoning: request.reasoning ? { effort: null, summary: null, ...request.reasoning } : null,
    safety_identifier: null,
    service_tier: "default",
    store: request.store ?? true,
    temperature: request.temperature ?? 1,
    text: request.text ?? { format: { type: "text" } },
    tool_choice: request.tool_choice ?? "auto",
    tools: request.tools ?? [],
    top_logprobs: 0,
    top_p: request.top_p ?? 1,
    truncation: "disabled",
    usage: null,
    metadata: request.metadata ?? {},
    ...changes,
  };
}

const usage = (input, output, reasoning = 0) => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});

/** Item plans: each returns its opening, its middle and its closing events, so that items can interleave. */
const message = (
  id,
  deltas,
  { refusal = false, incomplete = false, annotations = [], parts = [deltas] } = {},
) => {
  const status = incomplete ? "incomplete" : "completed";
  const make = (text) =>
    refusal
      ? { type: "refusal", refusal: text }
      : { type: "output_text", text, annotations: [], logprobs: [] };
  const name = refusal ? "refusal" : "output_text";
  const whole = parts.map((part) => ({
    ...make(part.join("")),
    ...(refusal ? {} : { annotations }),
  }));
  return {
    item: { id, type: "message", status, role: "assistant", content: whole },
    added: { id, type: "message", status: "in_progress", role: "assistant", content: [] },
    steps: parts.flatMap((part, content_index) => {
      const place = { item_id: id, content_index };
      const extra = refusal ? {} : { logprobs: [] };
      return [
        ["response.content_part.added", { ...place, part: make("") }],
        ...part.map((delta) => [`response.${name}.delta`, { ...place, delta, ...extra }]),
        ...annotations.map((annotation, annotation_index) => [
          "response.output_text.annotation.added",
          { ...place, annotation_index, annotation },
        ]),
        [
          `response.${name}.done`,
          { ...place, [refusal ? "refusal" : "text"]: part.join(""), ...extra },
        ],
        ["response.content_part.done", { ...place, part: whole[content_index] }],
      ];
    }),
  };
};
const call = (id, call_id, name, deltas, { type = "function_call", incomplete = false } = {}) => {
  const field = type === "custom_tool_call" ? "input" : "arguments";
  const event = type === "custom_tool_call" ? "custom_tool_call_input" : "function_call_arguments";
  const status = incomplete ? "incomplete" : "completed";
  return {
    item: { id, type, status, call_id, name, [field]: deltas.join("") },
    added: { id, type, status: "in_progress", call_id, name, [field]: "" },
    steps: [
      ...deltas.map((delta) => [`response.${event}.delta`, { item_id: id, delta }]),
      [`response.${event}.done`, { item_id: id, [field]: deltas.join("") }],
    ],
  };
};
const reasoning = (id, { summary = [], raw = undefined, event = "reasoning_text" }) => ({
  item: {
    id,
    type: "reasoning",
    summary: summary.map((deltas) => ({ type: "summary_text", text: deltas.join("") })),
    ...(raw ? { content: [{ type: "reasoning_text", text: raw.join("") }] } : {}),
    status: "completed",
  },
  added: {
    id,
    type: "reasoning",
    summary: [],
    ...(raw ? { content: [] } : {}),
    status: "in_progress",
  },
  steps: [
    ...summary.flatMap((deltas, summary_index) => {
      const place = { item_id: id, summary_index };
      const text = deltas.join("");
      return [
        [
          "response.reasoning_summary_part.added",
          { ...place, part: { type: "summary_text", text: "" } },
        ],
        ...deltas.map((delta) => ["response.reasoning_summary_text.delta", { ...place, delta }]),
        ["response.reasoning_summary_text.done", { ...place, text }],
        [
          "response.reasoning_summary_part.done",
          { ...place, part: { type: "summary_text", text } },
        ],
      ];
    }),
    ...(raw
      ? [
          [
            "response.content_part.added",
            { item_id: id, content_index: 0, part: { type: "reasoning_text", text: "" } },
          ],
          ...raw.map((delta) => [
            `response.${event}.delta`,
            { item_id: id, content_index: 0, delta },
          ]),
          [`response.${event}.done`, { item_id: id, content_index: 0, text: raw.join("") }],
          [
            "response.content_part.done",
            { item_id: id, content_index: 0, part: { type: "reasoning_text", text: raw.join("") } },
          ],
        ]
      : []),
  ],
});

/** The events of a whole stream. `end`: completed, incomplete or failed. */
function stream(
  id,
  request,
  plans,
  { end = "completed", interleave = false, tokens = [12, 8, 0], queued = false } = {},
) {
  const events = [];
  const push = (type, fields) => events.push({ type, ...fields, sequence_number: events.length });
  const open = {
    status: queued ? "queued" : "in_progress",
    ...(queued ? { background: true } : {}),
  };
  push("response.created", { response: response(id, request, open) });
  if (queued) push("response.queued", { response: response(id, request, open) });
  const running = queued ? { background: true } : {};
  push("response.in_progress", { response: response(id, request, running) });
  const failed = end === "failed";
  if (interleave) {
    for (const [output_index, plan] of plans.entries())
      push("response.output_item.added", { output_index, item: plan.added });
    const most = Math.max(...plans.map((plan) => plan.steps.length));
    for (let step = 0; step < most; step++)
      for (const [output_index, plan] of plans.entries())
        if (plan.steps[step]) push(plan.steps[step][0], { output_index, ...plan.steps[step][1] });
    for (const [output_index, plan] of plans.entries())
      push("response.output_item.done", { output_index, item: plan.item });
  } else
    for (const [output_index, plan] of plans.entries()) {
      push("response.output_item.added", { output_index, item: plan.added });
      const steps = failed ? plan.steps.slice(0, 3) : plan.steps;
      for (const [type, fields] of steps) push(type, { output_index, ...fields });
      if (!failed) push("response.output_item.done", { output_index, item: plan.item });
    }
  const output = failed ? [] : plans.map((plan) => plan.item);
  if (failed) {
    const message = "The model stopped unexpectedly.";
    push("error", { error: { type: "server_error", code: "server_error", message, param: null } });
    push("response.failed", {
      response: response(id, request, {
        status: "failed",
        error: { code: "server_error", message },
      }),
    });
  } else
    push(`response.${end}`, {
      response: response(id, request, {
        ...running,
        status: end,
        output,
        usage: usage(...tokens),
        ...(end === "completed" ? { completed_at: created + 2 } : {}),
        ...(end === "incomplete" ? { incomplete_details: { reason: "max_output_tokens" } } : {}),
      }),
    });
  return events;
}

const sse = (events) =>
  `${events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`;
const post = (body) => ({
  method: "POST",
  path: "/responses",
  query: {},
  headers: { "content-type": "application/json" },
  body: { model: "good-model", ...body },
});
const get = (path, query = {}) => ({ method: "GET", path, query, headers: {} });
const streamed = (step, request, events) => ({
  step,
  request,
  type: "text/event-stream; charset=utf-8",
  form: "sse",
  body: sse(events),
});
const plain = (step, request, body, status = 200) => ({
  step,
  request,
  status,
  type: "application/json",
  form: "json",
  body: `${JSON.stringify(body)}\n`,
});

function write(name, exchanges, dialects) {
  const described = exchanges.map(({ step, request, status = 200, type, form, body }, index) => {
    const file = `${name}.${index + 1}.${form}`;
    writeFileSync(out + file, body);
    return {
      step,
      transport: "http",
      request,
      response: { status, headers: { "content-type": type } },
      form,
      body: file,
      end: { kind: "closed" },
    };
  });
  const tape = { tape: 1, title: name, ...(dialects ? { dialects } : {}), exchanges: described };
  writeFileSync(`${out}${name}.tape.json`, `${JSON.stringify(tape, undefined, 2)}\n`);
}
const one = (name, request, plans, options, dialects) =>
  write(
    name,
    [streamed("ask", request, stream(`resp_${name}`, request.body, plans, options))],
    dialects,
  );

const say = post({ input: "Say something about the weather.", stream: true });
one("text", say, [message("msg_1", ["The wea", "ther is", " sunny", " to", "day."])]);
one("unicode", say, [message("msg_1", ["Grüße ", "😀👍🏽", " 漢字\u2028", 'e\u0301 \u0000"\\'])]);
one("two-parts", say, [
  message("msg_1", [], {
    parts: [
      ["First ", "part."],
      ["Second ", "part."],
    ],
  }),
]);
one("empty-text", say, [message("msg_1", [])]);
one("annotations", say, [
  message("msg_1", ["See ", "example."], {
    annotations: [
      {
        type: "url_citation",
        url: "https://example.com/a",
        title: "A",
        start_index: 0,
        end_index: 3,
      },
      {
        type: "url_citation",
        url: "https://example.com/b",
        title: "B",
        start_index: 4,
        end_index: 11,
      },
    ],
  }),
]);
one("refusal", say, [message("msg_1", ["I cannot ", "help with that."], { refusal: true })]);
one(
  "incomplete",
  post({ input: "Tell a long story.", stream: true, max_output_tokens: 16 }),
  [message("msg_1", ["Once ", "upon a"], { incomplete: true })],
  { end: "incomplete", tokens: [12, 16, 0] },
);
one("failed", say, [message("msg_1", ["The wea", "ther is"])], { end: "failed" });
const ask = post({
  input: "What is the weather in Paris?",
  stream: true,
  tools: [weather],
  tool_choice: "required",
});
one("call", ask, [call("fc_1", "call_1", "get_weather", ['{"ci', 'ty":"Pa', 'ris"}'])]);
const askTwo = post({
  input: "Weather in Paris and Rome?",
  stream: true,
  tools: [weather],
  tool_choice: "required",
});
const paris = () => call("fc_1", "call_1", "get_weather", ['{"city"', ':"Paris"}']);
const rome = () => call("fc_2", "call_2", "get_weather", ['{"ci', 'ty":', '"Rome"}']);
one("parallel", askTwo, [message("msg_1", ["Let me ", "look."]), paris(), rome()]);
one("interleaved", askTwo, [message("msg_1", ["Let me ", "look."]), paris(), rome()], {
  interleave: true,
});
one(
  "no-arguments",
  post({
    ...ask.body,
    tools: [
      { ...weather, name: "now", strict: false, parameters: { type: "object", properties: {} } },
    ],
  }),
  [call("fc_1", "call_1", "now", ["{}"])],
);
const think = post({
  input: "Think first.",
  stream: true,
  reasoning: { effort: "low", summary: "auto" },
});
const answer = () => message("msg_1", ["Forty", "-two."]);
one(
  "summary",
  think,
  [
    reasoning("rs_1", {
      summary: [
        ["First ", "thought."],
        ["Second ", "thought."],
      ],
    }),
    answer(),
  ],
  {
    tokens: [12, 20, 12],
  },
);
one(
  "reasoning-openai",
  think,
  [reasoning("rs_1", { raw: ["Hm, ", "let me see."] }), answer()],
  { tokens: [12, 20, 12] },
  ["openai"],
);
one(
  "reasoning-openresponses",
  think,
  [reasoning("rs_1", { raw: ["Hm, ", "let me see."], event: "reasoning" }), answer()],
  { tokens: [12, 20, 12] },
  ["openresponses"],
);
one(
  "custom-tool",
  post({
    input: "Run it.",
    stream: true,
    tools: [{ type: "custom", name: "run", description: "Runs code", format: { type: "text" } }],
    tool_choice: "required",
  }),
  [call("ctc_1", "call_1", "run", ["print(", "1)"], { type: "custom_tool_call" })],
  {},
  ["openai"],
);
one("queued", post({ input: "Take your time.", stream: true, background: true }), [answer()], {
  queued: true,
});

const kept = stream("resp_replay", say.body, [message("msg_1", ["The wea", "ther is", " sunny."])]);
const final = kept.at(-1).response;
write("replay", [
  streamed("ask", say, kept),
  plain("retrieve", get("/responses/resp_replay"), final),
  streamed("replay", get("/responses/resp_replay", { stream: "true" }), kept),
  streamed(
    "rest",
    get("/responses/resp_replay", { stream: "true", starting_after: "5" }),
    kept.slice(6),
  ),
]);
const first = stream("resp_turn1", say.body, [message("msg_1", ["Noted."])]);
const next = post({ input: "And now?", stream: true, previous_response_id: "resp_turn1" });
write("chain", [
  streamed("first", say, first),
  streamed(
    "second",
    next,
    stream("resp_turn2", next.body, [message("msg_2", ["Still ", "noted."])]),
  ),
]);
const quiet = post({ input: "Say something.", metadata: { purpose: "test" }, temperature: 0.5 });
const settled = (id, request, items) =>
  response(id, request.body, {
    status: "completed",
    completed_at: created + 1,
    output: items,
    usage: usage(9, 5),
  });
write("plain", [
  plain("ask", quiet, settled("resp_plain", quiet, [message("msg_1", ["Hello."]).item])),
]);
const plainCall = post({ ...ask.body, stream: false });
write("plain-call", [
  plain(
    "ask",
    plainCall,
    settled("resp_plaincall", plainCall, [
      call("fc_1", "call_1", "get_weather", ['{"city":"Paris"}']).item,
    ]),
  ),
]);
const error = (message, param, code = null, type = "invalid_request_error") => ({
  error: { message, type, param, code },
});
write("refused", [
  plain(
    "ask",
    post({ stream: true }),
    error("Missing required field: input", "input", "missing_required_parameter"),
    400,
  ),
]);
const secret = post({ input: "Forget this.", store: false });
write("not-stored", [
  plain("ask", secret, settled("resp_secret", secret, [message("msg_1", ["Gone."]).item])),
  plain(
    "retrieve",
    get("/responses/resp_secret"),
    error("No response with id resp_secret", null, null),
    404,
  ),
]);
write("deleted", [
  plain("ask", quiet, settled("resp_deleted", quiet, [message("msg_1", ["Hello."]).item])),
  plain(
    "delete",
    { ...get("/responses/resp_deleted"), method: "DELETE" },
    { id: "resp_deleted", object: "response", deleted: true },
  ),
  plain(
    "retrieve",
    get("/responses/resp_deleted"),
    error("No response with id resp_deleted", null, null),
    404,
  ),
]);
write("unknown-id", [
  plain(
    "retrieve",
    get("/responses/resp_nobody"),
    error("No response with id resp_nobody", null),
    404,
  ),
]);
const lost = post({ input: "And now?", previous_response_id: "resp_nobody" });
write("chain-unknown", [
  plain("ask", quiet, settled("resp_known", quiet, [message("msg_1", ["Hello."]).item])),
  plain(
    "lost",
    lost,
    error("No response with id resp_nobody", "previous_response_id", "previous_response_not_found"),
    404,
  ),
]);
const turns = post({
  input: [
    { role: "user", content: "First." },
    { type: "message", role: "user", content: [{ type: "input_text", text: "Second." }] },
  ],
});
const listed = ["Second.", "First."].map((text, index) => ({
  id: `msg_in_${2 - index}`,
  type: "message",
  role: "user",
  status: "completed",
  content: [{ type: "input_text", text }],
}));
const list = (data, has_more) => ({
  object: "list",
  data,
  first_id: data[0].id,
  last_id: data.at(-1).id,
  has_more,
});
write("input-items", [
  plain("ask", turns, settled("resp_listed", turns, [message("msg_1", ["Hello."]).item])),
  plain("list", get("/responses/resp_listed/input_items", { order: "desc" }), list(listed, false)),
  plain(
    "page",
    get("/responses/resp_listed/input_items", { order: "desc", limit: "1" }),
    list(listed.slice(0, 1), true),
  ),
]);
const full = post({
  input: "What is the weather?",
  stream: true,
  instructions: "Be brief.",
  tools: [weather],
  tool_choice: { type: "function", name: "get_weather" },
  temperature: 0.5,
  top_p: 0.9,
  max_output_tokens: 100,
  metadata: { purpose: "test" },
  parallel_tool_calls: false,
  store: false,
  text: { format: { type: "text" } },
});
one("echo", full, [call("fc_1", "call_1", "get_weather", ['{"city":"Paris"}'])]);

// Items, parts, texts and calls: what the tapes above do not show.
const optional = { ...weather, strict: false };
one(
  "no-call",
  post({ input: "What is the weather?", stream: true, tools: [optional], tool_choice: "auto" }),
  [answer()],
);
one(
  "one-call",
  post({
    input: "Weather in Paris?",
    stream: true,
    tools: [optional],
    parallel_tool_calls: false,
    tool_choice: { type: "function", name: "get_weather" },
  }),
  [paris()],
);
one(
  "incomplete-call",
  post({ input: "Weather in Paris?", stream: true, tools: [weather], max_output_tokens: 16 }),
  [answer(), call("fc_1", "call_1", "get_weather", ['{"city"', ':"Pa'], { incomplete: true })],
  { end: "incomplete", tokens: [12, 16, 0] },
);
one("summary-one", think, [reasoning("rs_1", { summary: [["One ", "thought."]] }), answer()], {
  tokens: [12, 20, 12],
});
const token = (text) => ({
  token: text,
  logprob: -0.25,
  bytes: [...Buffer.from(text)],
  top_logprobs: [],
});
/** A message whose deltas are tokens with their log probabilities. */
const likely = (id, tokens) => {
  const plan = message(id, tokens);
  const all = tokens.map(token);
  plan.item.content[0].logprobs = all;
  let next = 0;
  for (const [type, fields] of plan.steps) {
    if (type.endsWith("output_text.delta")) fields.logprobs = [all[next++]];
    if (type.endsWith("output_text.done")) fields.logprobs = all;
  }
  return plan;
};
one(
  "logprobs",
  post({
    input: "Say hello.",
    stream: true,
    top_logprobs: 0,
    include: ["message.output_text.logprobs"],
  }),
  [likely("msg_1", ["Hel", "lo", " \u{1f600}"])],
);
const code = ["print(", "6 * 7", ")"];
const interpreter = {
  id: "ci_1",
  type: "code_interpreter_call",
  container_id: "cntr_1",
  outputs: [],
};
const command = ["ls ", "-l"];
const shell = (status, commands) => ({
  id: "sh_1",
  type: "shell_call",
  call_id: "call_1",
  status,
  action: { commands, timeout_ms: null, max_output_length: null },
  environment: null,
});
const printed = [{ stdout: "total 0\n", stderr: "", outcome: { type: "exit", exit_code: 0 } }];
const shellOutput = (status, output) => ({
  id: "sho_1",
  type: "shell_call_output",
  call_id: "call_1",
  status,
  output,
  max_output_length: null,
});
one(
  "hosted",
  post({
    input: "Run it.",
    stream: true,
    tools: [{ type: "code_interpreter", container: "cntr_1" }, { type: "shell" }],
  }),
  [
    {
      added: { ...interpreter, status: "in_progress", code: "" },
      item: { ...interpreter, status: "completed", code: code.join("") },
      steps: [
        ["response.code_interpreter_call.in_progress", { item_id: "ci_1" }],
        ...code.map((delta) => [
          "response.code_interpreter_call_code.delta",
          { item_id: "ci_1", delta },
        ]),
        ["response.code_interpreter_call_code.done", { item_id: "ci_1", code: code.join("") }],
        ["response.code_interpreter_call.interpreting", { item_id: "ci_1" }],
        ["response.code_interpreter_call.completed", { item_id: "ci_1" }],
      ],
    },
    {
      added: shell("in_progress", []),
      item: shell("completed", [command.join("")]),
      steps: [
        ["response.shell_call_command.added", { command_index: 0, command: "" }],
        ...command.map((delta) => [
          "response.shell_call_command.delta",
          { command_index: 0, delta },
        ]),
        ["response.shell_call_command.done", { command_index: 0, command: command.join("") }],
      ],
    },
    {
      added: shellOutput("in_progress", []),
      item: shellOutput("completed", printed),
      steps: [
        ...["total", " 0\n"].map((stdout) => [
          "response.shell_call_output_content.delta",
          { item_id: "sho_1", command_index: 0, delta: { stdout } },
        ]),
        [
          "response.shell_call_output_content.done",
          { item_id: "sho_1", command_index: 0, output: printed },
        ],
      ],
    },
    answer(),
  ],
  {},
  ["openai"],
);

const citySchema = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
const cityFormat = {
  type: "json_schema",
  name: "city",
  description: null,
  schema: citySchema,
  strict: true,
};
const structured = post({ input: "Name a city.", stream: true, text: { format: cityFormat } });
one("structured", structured, [message("msg_1", ['{"city"', ':"Pa', 'ris"}'])]);
const cityItem = message("msg_1", ['{"city":"Paris"}']).item;
for (const [name, format] of [
  ["structured-plain", cityFormat],
  ["structured-object", { type: "json_object" }],
]) {
  const request = post({ input: "Name a city, in JSON.", text: { format } });
  write(name, [plain("ask", request, settled(`resp_${name}`, request, [cityItem]))]);
}
const limited = (limit) => {
  const request = post({ input: "Count from 1 to 200.", max_output_tokens: limit });
  return plain(`limit-${limit}`, request, {
    ...settled(`resp_limit${limit}`, request, [
      message("msg_1", ["1, 2, 3"], { incomplete: true }).item,
    ]),
    status: "incomplete",
    completed_at: null,
    incomplete_details: { reason: "max_output_tokens" },
    usage: usage(9, limit),
  });
};
write("truncated", [limited(16), limited(24)]);
const later = post({ input: "Take your time.", background: true });
const waiting = (status, changes = {}) =>
  response("resp_later", later.body, { status, background: true, ...changes });
const cancel = (id) => ({ ...get(`/responses/${id}/cancel`), method: "POST" });
const inBackground = plain("ask", later, waiting("queued"));
const stopped = plain("cancel", cancel("resp_later"), waiting("cancelled"));
write("cancelled", [inBackground, stopped, { ...stopped, step: "again" }]);
const whole = waiting("completed", {
  completed_at: created + 1,
  output: [cityItem],
  usage: usage(9, 5),
});
write("cancel-finished", [
  plain("ask", later, whole),
  plain("cancel", cancel("resp_later"), whole),
]);
write("cancel-foreground", [
  plain("ask", quiet, settled("resp_foreground", quiet, [cityItem])),
  plain(
    "cancel",
    cancel("resp_foreground"),
    error("resp_foreground does not run in the background", null),
    400,
  ),
]);

// The limit fell behind an item that is written as a whole: nothing of it was cut.
one(
  "incomplete-reasoning",
  post({ input: "Think hard.", stream: true, max_output_tokens: 16 }),
  [reasoning("rs_1", { summary: [["Hm", "."]] })],
  { end: "incomplete", tokens: [12, 16, 16] },
);
