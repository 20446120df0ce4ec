import {
  elementsAt,
  isObject,
  type Json,
  type JsonObject,
  stringAt,
  textAt,
} from "../../json/json.ts";
import { toolsOfInput } from "../http/request.ts";

/** What of a tool must come back: its type and name. Servers fill in defaults for the rest. */
const toolGist = (tool: Json): string =>
  `${stringAt(tool, "type") ?? "?"} ${textAt(tool, "name")}`.trim();

/** What must come back of each tool of a list; undefined for what is no list. */
export const toolGists = (value: Json | undefined): string[] | undefined =>
  Array.isArray(value) ? value.map(toolGist) : undefined;

/** Tools with those of their namespaces, and without the namespaces. */
const leaves = (tools: readonly Json[]): Json[] =>
  tools.flatMap((tool) =>
    stringAt(tool, "type") === "namespace" ? leaves(elementsAt(tool, "tools")) : [tool],
  );

/** True where earlier turns or a prompt may bring tools that nothing in the request shows. */
const hasUnseenTools = (body: JsonObject): boolean =>
  ["previous_response_id", "conversation", "prompt"].some(
    (field) => (body[field] ?? null) !== null,
  );

/** True for a request whose response may have tools that its field `tools` does not list. */
export const bringsTools = (body: JsonObject): boolean =>
  hasUnseenTools(body) || toolsOfInput(body).length > 0;

/** Whether each of the tools has one of its own among the others. */
function areAmong(tools: readonly Json[], others: readonly Json[]): boolean {
  const left = leaves(others).map(toolGist);
  return leaves(tools).every((tool) => {
    const at = left.indexOf(toolGist(tool));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/**
 * Whether the tools of a request came back as OpenAI's servers send them (recorded 2025-10 to 2026-07): sorted
 * (functions, hosted tools, namespaces), a function that was loaded late in a namespace of its own name, and with the
 * tools that items of the input bring along.
 * @param came the tools of the response
 */
export function toolsCome(
  body: JsonObject,
  sent: readonly Json[],
  came: Json | undefined,
): boolean {
  if (!Array.isArray(came)) return false;
  return (
    areAmong(sent, came) &&
    (hasUnseenTools(body) || areAmong(came, [...sent, ...toolsOfInput(body)]))
  );
}

/** A tool that may answer later, by what must come back of it, and its place in the list. */
interface AsyncTool {
  gist: string;
  pointer: string;
  async: Json | undefined;
}

/** All tools of a list with those of its namespaces, each with its `async`. */
const withAsync = (tools: readonly Json[], at: string): AsyncTool[] =>
  tools.flatMap((tool, index) => {
    const pointer = `${at}/${index}`;
    return stringAt(tool, "type") === "namespace"
      ? withAsync(elementsAt(tool, "tools"), `${pointer}/tools`)
      : [{ gist: toolGist(tool), pointer, async: isObject(tool) ? tool["async"] : undefined }];
  });

/**
 * The tools that were offered with `async: true` and came back without it. Those that did not come back at all are not
 * among them.
 */
export function asyncLost(sent: readonly Json[], came: readonly Json[]): AsyncTool[] {
  const back = withAsync(came, "/tools");
  return withAsync(sent, "").flatMap(({ gist, async }) => {
    if (async !== true) return [];
    const same = back.filter((tool) => tool.gist === gist);
    return same.some((tool) => tool.async === true) ? [] : same.slice(0, 1);
  });
}
