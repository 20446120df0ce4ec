// Where schemas come from: a folder of ours, or a published OpenAPI document.
import { readFile, stat } from "node:fs/promises";
import { parse } from "yaml";
import {
  arrayAt,
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  stringAt,
} from "../../src/json/json.ts";
import { escapeToken, resolvePointer } from "../../src/json/pointer.ts";
import { refersTo, type Schemas } from "../schemas/files.ts";
import { labelsOf } from "./forms.ts";
import { norm } from "./normal.ts";
import { any, DriftError, type Expr, schemaAt, type Source, unique } from "./types.ts";

/** The largest document that is read, in bytes; OpenAI's whole API takes a few million. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Our definitions, those of one revision. */
export function ourSource(schemas: Schemas): Required<Source> {
  const exprs = new Map<string, Expr>();
  const source: Required<Source> = {
    name: "ours",
    ignored: new Set(),
    definition(name) {
      const entry = schemas.get(name);
      if (entry === undefined) throw new DriftError(`there is no definition ${name}`);
      const expr = exprs.get(name) ?? schemaAt(source, entry.schema, `${name}.json#`);
      exprs.set(name, expr);
      return expr;
    },
    resolve(ref, { at }) {
      const name = refersTo(String(ref), at.slice(0, at.indexOf(".json#")));
      if (!schemas.has(name))
        throw new DriftError(`${at}: $ref "${String(ref)}" leads to no schema`);
      // An object of its own name is told of under that name, wherever it stands.
      const definition = name.startsWith("objects/") ? name : undefined;
      return { expr: source.definition(name), definition };
    },
    /** The first folder that has a type comes first. */
    members: (folders) =>
      folders.flatMap((folder) =>
        [...schemas.keys()]
          .filter((name) => name.slice(0, name.lastIndexOf("/")) === folder)
          .map((name) => ({
            definition: name,
            label: name.slice(folder.length + 1),
            expr: source.definition(name),
          })),
      ),
  };
  return source;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";

/** Reads a document, JSON or YAML. @throws DriftError that says in one line why it is of no use */
export async function readDocument(file: string): Promise<JsonObject> {
  const readable = async (): Promise<string> => {
    const { size } = await stat(file);
    if (size <= MAX_BYTES) return readFile(file, "utf8");
    throw new Error(`it is larger than ${MAX_BYTES} bytes`);
  };
  const text = await readable().catch((error: unknown) => {
    throw new DriftError(`cannot read ${file}: ${firstLine(error)}`);
  });
  let document: unknown;
  try {
    document = /\.ya?ml$/i.test(file) ? parse(text) : JSON.parse(text);
  } catch (error) {
    throw new DriftError(`${file} cannot be parsed: ${firstLine(error)}`);
  }
  if (isObject(document) && isObject(document["paths"]))
    if (String(document["openapi"]).startsWith("3.")) return document;
  throw new DriftError(`${file} is not an OpenAPI 3 document: it lacks "openapi: 3.x" or "paths"`);
}

/** The schemas of a document, by reference and by place. */
export interface DocumentSource extends Source {
  /** The schema at a pointer of the document, always as the same object. @param from where the pointer is */
  at(pointer: string, from?: string): Expr;
  /** A part of the document that may be written elsewhere; undefined, and noted, when it is not there. */
  part(pointer: string): { at: string; node: Json | undefined };
}

export function documentSource(document: JsonObject): DocumentSource {
  const exprs = new Map<string, Expr>();
  const find = (pointer: string): Json | undefined => {
    const text = pointer.slice(1);
    try {
      return resolvePointer(document, decodeURIComponent(text));
    } catch {
      return resolvePointer(document, text);
    }
  };
  const nodeAt = (pointer: string, from: string): Json => {
    const node = find(pointer);
    if (node === undefined) throw new DriftError(`${from}: $ref "${pointer}" leads to nothing`);
    return node;
  };
  const source: DocumentSource = {
    name: "document",
    ignored: new Set(),
    at(pointer, from = pointer) {
      const expr = exprs.get(pointer) ?? schemaAt(source, nodeAt(pointer, from), pointer);
      exprs.set(pointer, expr);
      return expr;
    },
    resolve(ref, { at, node }) {
      if (stringAt(node, "$ref") === undefined && ref === "#") {
        // The innermost schema around this one that declares itself the start of the recursion.
        for (let end = at.lastIndexOf("/"); end > 1; end = at.lastIndexOf("/", end - 1)) {
          const around = nodeAt(at.slice(0, end), at);
          if (isObject(around) && around["$recursiveAnchor"] === true)
            return { expr: source.at(at.slice(0, end)) };
        }
        throw new DriftError(`${at}: $recursiveRef without an anchor around it`);
      }
      if (typeof ref !== "string" || !ref.startsWith("#/"))
        throw new DriftError(`${at}: $ref ${JSON.stringify(ref)} leads out of the document`);
      return { expr: source.at(ref, at) };
    },
    part(pointer) {
      let at = pointer;
      let node = find(at);
      for (let step = 0; step < 8; step++) {
        const ref = stringAt(node, "$ref");
        if (ref === undefined) break;
        at = ref;
        node = at.startsWith("#/") ? find(at) : undefined;
        if (node === undefined) source.ignored.add(`${pointer}, which leads to nothing`);
      }
      return { at, node };
    },
  };
  return source;
}

/** The schemas of the answers of one operation, with the media type. */
function answers(
  source: DocumentSource,
  path: string,
  method: string,
): { status: string; type: string; expr: Expr }[] {
  const item = source.part(`#/paths/${escapeToken(path)}`);
  const responses = objectAt(objectAt(item.node, method), "responses") ?? {};
  return Object.keys(responses).flatMap((status) => {
    const { at, node } = source.part(`${item.at}/${method}/responses/${status}`);
    const content = Object.entries(objectAt(node, "content") ?? {});
    return content.flatMap(([type, media]) =>
      isObject(media) && media["schema"] !== undefined
        ? { status, type, expr: source.at(`${at}/content/${escapeToken(type)}/schema`) }
        : [],
    );
  });
}

/** Types of a union's members: the event types, if it is one of events. */
const typesOf = (expr: Expr): Set<string> =>
  new Set(
    (norm(expr).object ?? []).flatMap((form) => labelsOf(form).flatMap((type) => type ?? [])),
  );

/** What the document says of an operation: the kind of its answer, the method, and the path behind that of creating. */
const OPERATIONS: [kind: string, method: string, rest: RegExp][] = [
  ["response", "post", /^$/],
  ["response", "get", /^\/\{[^/]+\}$/],
  ["response", "post", /^\/\{[^/]+\}\/cancel$/],
  ["deleted", "delete", /^\/\{[^/]+\}$/],
  ["input_items", "get", /^\/\{[^/]+\}\/input_items$/],
  ["input_tokens", "post", /^\/input_tokens$/],
  ["compaction", "post", /^\/compact$/],
];

/** What a document says of the Responses API. */
interface Roots {
  /** All events. */
  events: Expr;
  types: Set<string>;
  /** By the kind of the body. */
  bodies: Map<string, Expr>;
}

const placesOf = (expr: Expr): string[] => (norm(expr).object ?? []).flatMap(({ at }) => at);

/**
 * Finds what goes over a WebSocket, which is in no operation: a union of the same events, and an error in an envelope with
 * the HTTP status. Another API, such as a beta, may have events of the same types: its union is not made of those of the
 * stream, and its envelope is not meant either.
 */
function overWebSocket(document: JsonObject, source: DocumentSource, stream: Expr): Expr[] {
  const [places, types] = [new Set(placesOf(stream)), typesOf(stream)];
  const found: Expr[] = [];
  const envelopes: Expr[] = [];
  const foreign = new Set<string>();
  for (const name of Object.keys(objectAt(objectAt(document, "components"), "schemas") ?? {})) {
    const pointer = `#/components/schemas/${escapeToken(name)}`;
    const { node } = source.part(pointer);
    const union = arrayAt(node, "anyOf") ?? arrayAt(node, "oneOf");
    const properties = objectAt(node, "properties");
    if (union && union.length * 2 >= types.size) {
      const forms = norm(source.at(pointer)).object ?? [];
      const shared = forms.filter(({ at }) => at.some((place) => places.has(place)));
      if (shared.length * 2 >= types.size) found.push(source.at(pointer));
      else for (const { at } of forms) for (const place of at) foreign.add(place);
    } else if (objectAt(properties, "status") && objectAt(properties, "error")) {
      if (typesOf(source.at(pointer)).has("error")) envelopes.push(source.at(pointer));
    }
  }
  const own = envelopes.filter((expr) => !placesOf(expr).some((place) => foreign.has(place)));
  return [...found, ...own];
}

/**
 * Finds what a document says of the Responses API: its operations, and what stands in no operation because it goes over
 * a WebSocket.
 */
export function rootsOf(document: JsonObject, source: DocumentSource): Roots {
  const paths = objectAt(document, "paths") ?? {};
  const [create] = Object.keys(paths)
    .filter((path) => path.endsWith("/responses") && objectAt(paths[path], "post"))
    .sort((a, b) => a.length - b.length);
  if (create === undefined)
    throw new DriftError("the document has no POST /responses: it does not describe this API");
  const bodies = new Map<string, Expr[]>();
  const streams: Expr[] = [];
  for (const path of Object.keys(paths)) {
    if (!path.startsWith(create)) continue;
    for (const [kind, method, rest] of OPERATIONS) {
      if (!rest.test(path.slice(create.length))) continue;
      for (const { status, type, expr } of answers(source, path, method)) {
        const body = status.startsWith("2") ? kind : "error";
        if (type.startsWith("text/event-stream")) streams.push(expr);
        else if (/\bjson\b/.test(type)) bodies.set(body, [...(bodies.get(body) ?? []), expr]);
      }
    }
  }
  if (streams.length === 0)
    throw new DriftError("the document says nothing of the event stream of POST /responses");
  const types = typesOf(any(streams));
  if (types.size === 0)
    throw new DriftError("the events of POST /responses cannot be told apart by their type");

  streams.push(...overWebSocket(document, source, any(streams)));
  return {
    events: any(unique(streams)),
    types,
    bodies: new Map([...bodies].map(([kind, exprs]) => [kind, any(unique(exprs))])),
  };
}
