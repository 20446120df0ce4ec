import { type JsonObject, stringAt } from "../../json/json.ts";
import { toolPhases } from "../../protocol/events.ts";
import { itemRow } from "../../protocol/items.ts";
import { textOfItem } from "../events/items.ts";
import type { MakeId } from "../ids.ts";
import type { CreateRequest, PlannedItem, StreamEvent, Tool } from "../types.ts";
import { listen } from "./answer.ts";
import { tokenize } from "./tokens.ts";
import type { Turn } from "./turns.ts";
import { asksForTool } from "./wishes.ts";

type HostedItem = Extract<PlannedItem, { kind: "hosted" }>;

/** What a tool works with: the words that it was asked with, and new ids. */
interface Job {
  tool: JsonObject;
  asked: string;
  conversation: readonly JsonObject[];
  makeId: MakeId;
}

const picture =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const lookUp: JsonObject = {
  name: "look_up",
  description: "Looks a word up.",
  input_schema: { type: "object", properties: { word: { type: "string" } }, required: ["word"] },
  annotations: null,
};

/** An item with a status, begun with what is known of it then. */
function hosted(done: JsonObject, known: JsonObject, body: StreamEvent[]): HostedItem {
  const start = { ...done, ...known, status: "in_progress" };
  return {
    kind: "hosted",
    id: String(done["id"]),
    start,
    body,
    done: { ...done, status: "completed" },
  };
}

/** The events of some phases of a tool; without names, of all that a good end has. */
function phases(tool: string, ...names: string[]): StreamEvent[] {
  const all = (toolPhases.get(tool) ?? []).filter(
    ({ name, optional }) => !optional && name !== "failed",
  );
  const chosen = names.length > 0 ? names : all.map(({ name }) => name);
  return chosen.map((name) => ({ type: `response.${tool}.${name}` }));
}

/** The delta and done events of the text that items of a type stream. */
function textEvents(itemType: string, text: string, more: JsonObject = {}): StreamEvent[] {
  const { name, doneField } = textOfItem(itemType);
  return [
    ...tokenize(text).map((delta) => ({ type: `${name}.delta`, ...more, delta })),
    { type: `${name}.done`, ...more, [doneField]: text },
  ];
}

/** How each tool that the server runs itself acts, by its type. */
const acts: Record<string, (job: Job) => HostedItem[]> = {
  web_search({ asked, makeId }) {
    const done = {
      id: makeId("ws"),
      type: "web_search_call",
      action: { type: "search", query: asked },
    };
    const item = hosted(done, {}, phases(done.type));
    delete item.start["action"];
    return [item];
  },
  file_search({ asked, makeId }) {
    const done = { id: makeId("fs"), type: "file_search_call", queries: [asked], results: null };
    return [hosted(done, { queries: [] }, phases(done.type))];
  },
  code_interpreter({ makeId }) {
    const code = "print(6 * 7)";
    const container = makeId("cntr");
    const done = {
      id: makeId("ci"),
      type: "code_interpreter_call",
      container_id: container,
      code,
      outputs: [],
    };
    return [
      hosted(done, { code: "" }, [
        ...phases(done.type, "in_progress"),
        ...textEvents(done.type, code),
        ...phases(done.type, "interpreting", "completed"),
      ]),
    ];
  },
  image_generation({ tool, makeId }) {
    const count = Math.min(3, Math.max(0, Number(tool["partial_images"] ?? 0)));
    const done = { id: makeId("ig"), type: "image_generation_call", result: picture };
    const drafts = Array.from({ length: count }, (_, index): StreamEvent => ({
      type: "response.image_generation_call.partial_image",
      partial_image_index: index,
      partial_image_b64: picture,
    }));
    const events = [...phases(done.type, "in_progress", "generating"), ...drafts];
    return [hosted(done, { result: null }, [...events, ...phases(done.type, "completed")])];
  },
  mcp: callServer,
  shell({ makeId }) {
    const command = "echo hello there";
    const callId = makeId("call");
    const call = {
      id: makeId("sh"),
      type: "shell_call",
      call_id: callId,
      action: { commands: [command], timeout_ms: null, max_output_length: null },
      environment: null,
    };
    const output = [
      { stdout: "hello there\n", stderr: "", outcome: { type: "exit", exit_code: 0 } },
    ];
    const printed = {
      id: makeId("sho"),
      type: "shell_call_output",
      call_id: callId,
      output,
      max_output_length: null,
    };
    const at = { command_index: 0 };
    return [
      hosted(call, { action: { ...call.action, commands: [] } }, [
        { type: "response.shell_call_command.added", ...at, command: "" },
        ...textEvents(call.type, command, at),
      ]),
      hosted(printed, { output: [] }, [
        ...tokenize("hello there\n").map((stdout): StreamEvent => ({
          type: "response.shell_call_output_content.delta",
          ...at,
          delta: { stdout },
        })),
        { type: "response.shell_call_output_content.done", ...at, output },
      ]),
    ];
  },
  apply_patch({ makeId }) {
    const diff = "+hello\n+there\n";
    const operation = { type: "create_file", path: "hello.txt", diff };
    const done = {
      id: makeId("apc"),
      type: "apply_patch_call",
      call_id: makeId("call"),
      operation,
    };
    return [hosted(done, { operation: { ...operation, diff: "" } }, textEvents(done.type, diff))];
  },
};

/** Lists the server's tools unless that was done before, then calls one, or asks for leave to. */
function callServer({ tool, asked, conversation, makeId }: Job): HostedItem[] {
  const server = { server_label: String(tool["server_label"]) };
  const wanted = {
    ...server,
    name: "look_up",
    arguments: JSON.stringify({ word: asked.slice(0, 40) }),
  };
  const known = conversation.some((item) => item["type"] === "mcp_list_tools");
  const items = known ? [] : [listTools(server, makeId)];
  const leave = conversation.findLast((item) => item["type"] === "mcp_approval_response");
  if (leave?.["approve"] === false) return items;
  if (tool["require_approval"] !== "never" && leave === undefined) {
    const request = { id: makeId("mcpr"), type: "mcp_approval_request", ...wanted };
    return [...items, { kind: "hosted", id: request.id, start: request, body: [], done: request }];
  }
  const done = {
    id: makeId("mcp"),
    type: "mcp_call",
    ...wanted,
    output: "found",
    error: null,
    approval_request_id: leave?.["approval_request_id"] ?? null,
  };
  const call = hosted(done, { arguments: "", output: null }, [
    ...phases(done.type, "in_progress"),
    ...textEvents(done.type, wanted.arguments),
    ...phases(done.type, "completed"),
  ]);
  return [...items, call];
}

function listTools(server: JsonObject, makeId: MakeId): HostedItem {
  const item = { id: makeId("mcpl"), type: "mcp_list_tools", ...server };
  return {
    kind: "hosted",
    id: item.id,
    start: { ...item, tools: [] },
    body: phases(item.type),
    done: { ...item, tools: [lookUp] },
  };
}

/** True for a type of tools that this server runs itself. */
export function isHosted(type: string): boolean {
  return Object.hasOwn(acts, type);
}

/** What the hosted tools of a request do in this turn, and whether the user has to act before anything can be said. */
export function planHosted(
  request: CreateRequest,
  history: readonly JsonObject[],
  turns: readonly Turn[],
  makeId: MakeId,
): { items: HostedItem[]; waits: boolean } {
  const { mode, only } = request.toolChoice;
  const { asked } = listen(turns);
  const conversation = [...history, ...request.input];
  const approved = request.input.some((item) => item["type"] === "mcp_approval_response");
  const offered = request.tools.filter(
    (tool) => tool.kind === "hosted" && (only === null || only.includes(tool.name)),
  );
  const willing = (tool: Tool): boolean =>
    mode === "required" || asksForTool(asked, tool) || (approved && tool.name === "mcp");
  const chosen = mode === "none" ? [] : offered.filter(willing);
  const items = chosen.flatMap(
    ({ name, shown }) => acts[name]?.({ tool: shown, asked, conversation, makeId }) ?? [],
  );
  const types = items.map(({ done }) => stringAt(done, "type"));
  const answers = types.flatMap((type) => itemRow(type)?.answer?.type ?? []);
  const waits = answers.some((type) => !types.includes(type));
  return { items, waits };
}
