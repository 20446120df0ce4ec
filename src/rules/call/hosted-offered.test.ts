import { describe, expect, it } from "vitest";
import { outputIs, sayings } from "../../../test/support/say.ts";
import type { Json, JsonObject } from "../../json/json.ts";
import { drop, onBody, onExchange, patch, patchRequest, type TapeEdit } from "../../tape/edits.ts";
import rule from "./hosted-offered.ts";

const mcp = (server_label: string): JsonObject => ({ type: "mcp", server_label });
const ofServer = (type: string, server_label: string): JsonObject => ({ type, server_label });
const search = { type: "web_search_call", status: "completed" };
const unknown: TapeEdit = onExchange((exchange) => ({ ...exchange, request: undefined }));

/** What is said of a plain answer with one item. */
const answer = (
  item: Json,
  sent: JsonObject,
  echo: Json | undefined,
  ...more: TapeEdit[]
): Promise<string[]> =>
  sayings({
    rules: [rule],
    tape: "plain-call",
    edits: [
      patchRequest(sent),
      outputIs(item),
      onBody((body) => ({ ...body, tools: echo })),
      ...more,
    ],
  });

const foreign = (type: string, tool: string, expected: string): string[] => [
  `must call/hosted-offered: an item of type ${type} came, but the request offers no tool of type ${tool} | ` +
    `/output/0/type | ${expected} | ${type}`,
];
const stranger = (label: string, expected: string): string[] => [
  `must call/hosted-offered: an item of type mcp_call names the MCP server ${label}, which the request does not offer | ` +
    `/output/0/server_label | ${expected} | ${label}`,
];

describe("an item of a hosted tool", () => {
  it.each<[string, Json, Json[], string[]]>([
    ["of that name", search, [{ type: "web_search" }], []],
    ["that a search may find", ofServer("mcp_call", "b"), [mcp("a"), { type: "tool_search" }], []],
    ["of that name with a date", search, [{ type: "web_search_preview_2025_03_11" }], []],
    ["of that name in another spelling", search, [{ type: "web_search-2025" }], []],
    [
      "whose name only begins alike",
      { type: "shell_call" },
      [{ type: "function", name: "shell" }],
      foreign("shell_call", "shell", "an item of function"),
    ],
    [
      "those of another, with a date",
      { type: "file_search_call" },
      [{ type: "web_search_preview" }, { type: "web_search-2025" }],
      foreign(
        "file_search_call",
        "file_search",
        "an item of web_search_preview or web_search-2025",
      ),
    ],
    ["of an endpoint's own", search, [{ type: "function" }, { type: "x_search" }], []],
    ["whose name begins with that of another", search, [{ type: "web_searcher" }], []],
    ["none", search, [], foreign("web_search_call", "web_search", "no item of a tool")],
    [
      "others, each named once",
      search,
      [{ type: "custom" }, { type: "mcp" }, { type: "custom" }, { type: "namespace" }, 5],
      foreign("web_search_call", "web_search", "an item of custom or mcp or namespace"),
    ],
    ["another, of a message", { type: "message" }, [], []],
    ["another, of what is no item", 5, [], []],
    ["another, of an extension", { type: "acme:call" }, [], []],
    ["an MCP server of that label", ofServer("mcp_call", "a"), [mcp("a")], []],
    ["an MCP server, and the item has no label", { type: "mcp_call" }, [mcp("a")], []],
    [
      "two other MCP servers",
      ofServer("mcp_call", "c"),
      [mcp("a"), { type: "web_search", server_label: "c" }, mcp("b")],
      stranger("c", "a or b"),
    ],
    [
      "a search, which has no server",
      { ...search, server_label: "c" },
      [{ type: "web_search" }],
      [],
    ],
  ])("is judged by the tools of the request: %s", async (_, item, tools, says) => {
    expect(await answer(item, { tools }, [])).toEqual(says);
  });

  it("may be of a tool that the response lists, or the input brings along", async () => {
    const tools = [{ type: "web_search" }];
    const input = [{ type: "additional_tools", tools }];
    expect(await answer(search, { tools: [] }, tools)).toEqual([]);
    expect(await answer(search, { tools: [], input }, [])).toEqual([]);
    expect(await answer(search, { tools: undefined }, null)).toHaveLength(1);
  });

  it("may be of a tool of a prompt", async () => {
    expect(await answer(search, { tools: [], prompt: { id: "p" } }, [])).toEqual([]);
    expect(await answer(search, { tools: [], prompt: null }, [])).toHaveLength(1);
  });

  it("is judged by the echo alone where the request is not known", async () => {
    expect(await answer(search, {}, [{ type: "web_search" }], unknown)).toEqual([]);
    expect(await answer(search, {}, [{ type: "function" }], unknown)).toHaveLength(1);
    expect(await answer(search, {}, [], unknown)).toEqual([]);
    expect(await answer(search, {}, undefined, unknown)).toEqual([]);
  });

  it("is judged once on a stream, also before the response is created", async () => {
    const edits = [
      patchRequest({ tools: [] }),
      drop("response.created"),
      drop("response.in_progress"),
      patch("response.output_item.added", 0, "/item/type", "web_search_call"),
    ];
    const said = await sayings({ rules: [rule], tape: "call", edits });
    expect(said.map((line) => line.split(" | ")[1])).toEqual(["/item/type"]);
  });
});
