import { faultsOf, on } from "../../engine/fault.ts";
import { isObject, type JsonObject } from "../../json/json.ts";
import { chain, eachPayload, patchRequest, type TapeEdit } from "../../tape/edits.ts";
import rule from "./hosted-offered.ts";

const [web, files, image] = [
  { type: "web_search" },
  { type: "file_search", vector_store_ids: ["vs_1"] },
  { type: "image_generation", partial_images: 2 },
];
const server = (server_label: string): JsonObject => ({
  type: "mcp",
  server_label,
  server_url: "https://mcp.example/",
});

/** Offers these tools, and says so in each snapshot. */
const offering = (...tools: JsonObject[]): TapeEdit =>
  chain(
    patchRequest({ tools }),
    eachPayload(({ response }) => {
      if (isObject(response)) response["tools"] = tools;
    }),
  );

export default faultsOf(rule, {
  tool: {
    "a web search comes, but the other tools alone were offered": on("phases", [
      offering(files, image, server("harbour")),
    ]),
    "no tool was offered": on("phases", [offering()]),
  },
  server: {
    "the calls are those of another MCP server": on("phases", [
      offering(web, files, image, server("pier")),
    ]),
  },
});
