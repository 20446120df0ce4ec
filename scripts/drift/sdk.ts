// Turns the types of OpenAI's SDK for JavaScript into an OpenAPI document, to be compared like a published one.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript-api";
import type { JsonObject } from "../../src/json/json.ts";
import { typeSchemas } from "./ts-schemas.ts";
import { DriftError } from "./types.ts";

/** Where the package has the types of this API. */
const FILES = [
  "resources/responses/responses.d.ts",
  "resources/responses/input-items.d.ts",
  "resources/responses/input-tokens.d.ts",
  "resources/shared.d.ts",
];

/** The names of the types of answers: for each operation, its path behind that of creating, and its method. */
const ANSWERS: [path: string, method: string, type: string][] = [
  ["", "post", "Response"],
  ["/{response_id}", "get", "Response"],
  ["/{response_id}/cancel", "post", "Response"],
  ["/{response_id}/input_items", "get", "ResponseItemList"],
  ["/input_tokens", "post", "InputTokenCountResponse"],
  ["/compact", "post", "CompactedResponse"],
];

/** The names of the unions of events: of those in a stream, and of those over a WebSocket. */
const EVENTS = ["ResponseStreamEvent", "ResponsesServerEvent"];

const ERROR = "ErrorObject";

/** The types that the files export, by name. */
function exportsOf(program: ts.Program, files: readonly string[]): Map<string, ts.Type> {
  const checker = program.getTypeChecker();
  const found = new Map<string, ts.Type>();
  for (const file of files) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    for (const symbol of module ? checker.getExportsOfModule(module) : [])
      if (!found.has(symbol.name)) found.set(symbol.name, checker.getDeclaredTypeOfSymbol(symbol));
  }
  return found;
}

/**
 * Makes an OpenAPI document of the types of an SDK.
 * @param folder the unpacked package
 * @throws DriftError if it is not the SDK that is known here
 */
export function sdkDocument(folder: string): JsonObject {
  const files = FILES.map((file) => join(folder, file));
  for (const file of files)
    if (!existsSync(file)) throw new DriftError(`this is not OpenAI's SDK: there is no ${file}`);
  const program = ts.createProgram(files, {
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    // The types of answers need no more of the language than lists.
    lib: ["lib.es5.d.ts"],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  const types = exportsOf(program, files);
  const schemas = typeSchemas(
    program.getTypeChecker(),
    (file) => !program.isSourceFileDefaultLibrary(file),
  );
  const schemaOf = (name: string): JsonObject => {
    const type = types.get(name);
    if (type === undefined) throw new DriftError(`the SDK has no type ${name}`);
    return schemas.of(type);
  };
  const paths: Record<string, JsonObject> = {};
  for (const [rest, method, name] of ANSWERS) {
    const content: JsonObject = { "application/json": { schema: schemaOf(name) } };
    if (rest === "")
      content["text/event-stream"] = { schema: { anyOf: EVENTS.map((each) => schemaOf(each)) } };
    const failure = { content: { "application/json": { schema: schemaOf(ERROR) } } };
    (paths[`/responses${rest}`] ??= {})[method] = {
      responses: { "200": { content }, default: failure },
    };
  }
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return {
    openapi: "3.1.0",
    info: { title: `types of the npm package ${name}`, version },
    paths,
    components: { schemas: schemas.named },
  };
}

/**
 * Installs an SDK in a temporary folder, and makes an OpenAPI document of its types.
 * @param wanted as npm takes it: `openai@7.59.0`
 * @throws DriftError if npm cannot install it
 */
export function installedSdkDocument(wanted: string): JsonObject {
  const folder = mkdtempSync(join(tmpdir(), "sdk-"));
  try {
    const flags = "--ignore-scripts --no-audit --no-fund --no-save --loglevel=error".split(" ");
    execFileSync("npm", ["install", "--prefix", folder, ...flags, "--", wanted], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    return sdkDocument(join(folder, "node_modules", "openai"));
  } catch (error) {
    if (error instanceof DriftError) throw error;
    const { stderr = "" } = error as { stderr?: Buffer | string };
    // After a line with the code of the error comes the one that says what it is.
    const line = String(stderr)
      .split("\n")
      .find((each) => !each.startsWith("npm error code "));
    throw new DriftError(`npm cannot install ${wanted}: ${line ?? ""}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
