import { randomBytes } from "node:crypto";
import type { Hooks } from "../reference/index.ts";
import type { RunOptions } from "../runner/types.ts";
import { capabilities } from "../scenario/types.ts";

/** The settings of a run that depend on the endpoint. */
export type Target = Pick<RunOptions, "endpoint" | "capabilities" | "provoke">;

const server = { type: "mcp", server_label: "words", server_url: "https://mcp.invalid/" };
/** Fields that only the owner of an endpoint knows: stored files, and an MCP server. */
const hostedTools = {
  fileSearch: { tools: [{ type: "file_search", vector_store_ids: ["vs_reference"] }] },
  mcp: { tools: [{ ...server, require_approval: "never" }] },
  mcpApproval: { tools: [{ ...server, require_approval: "always" }] },
};

/**
 * Starts the embedded reference server on a free port of this machine.
 * @param how a fault to break, a conforming variant to be, or hooks of the caller's own
 */
export async function startReference(
  how: {
    fault?: string;
    variant?: string;
    hooks?: Hooks;
    wait?: (ms: number) => Promise<void>;
  } = {},
): Promise<Target & { close: () => Promise<void> }> {
  const { startReferenceServer, referenceModel, streamErrorModel } =
    await import("../reference/index.ts");
  // A key of its own, so that what a server must refuse without one is tested too.
  const apiKey = randomBytes(16).toString("hex");
  const server = await startReferenceServer({ apiKey, ...how });
  return {
    endpoint: { baseUrl: server.url, model: referenceModel, apiKey, headers: {} },
    capabilities: Object.fromEntries(capabilities.map((name) => [name, true])),
    provoke: { streamError: { model: streamErrorModel }, ...hostedTools },
    close: server.close,
  };
}
