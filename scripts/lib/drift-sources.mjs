// Where schemas come from: a folder of ours, or a published OpenAPI document.
import { readFile, stat } from "node:fs/promises";
import { parse } from "yaml";
import { refersTo } from "./schema-files.mjs";
import { any, DriftError, isPlain, norm, schemaAt, stringsOf, unique } from "./drift-normal.mjs";

/**
 * @typedef {import("./drift-normal.mjs").Expr} Expr
 * @typedef {Record<string, any>} Document an OpenAPI document
 */

/** The largest document that is read, in bytes; OpenAI's whole API takes a few million. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Our definitions, those of one revision.
 * @param {import("./schema-files.mjs").Schemas} schemas
 */
export function ourSource(schemas) {
  /** @type {Map<string, Expr>} */
  const exprs = new Map();
  /** @type {import("./drift-normal.mjs").OurSource} */
  const source = {
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
      const name = refersTo(ref, at.slice(0, at.indexOf(".json#")));
      if (!schemas.has(name)) throw new DriftError(`${at}: $ref "${ref}" leads to no schema`);
      // An object of its own name is told of under that name, wherever it stands.
      const definition = name.startsWith("objects/") ? name : undefined;
      return { expr: source.definition(name), definition };
    },
    /** The definitions in some folders; the first folder that has a type comes first. */
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

/** @param {unknown} error */
const firstLine = (error) =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0];

/**
 * Reads a document, JSON or YAML.
 * @param {string} file
 * @returns {Promise<Document>}
 * @throws {DriftError} that says in one line why it is of no use
 */
export async function readDocument(file) {
  let text;
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) throw new DriftError(`${file} is larger than ${MAX_BYTES} bytes`);
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof DriftError) throw error;
    throw new DriftError(`cannot read ${file}: ${firstLine(error)}`);
  }
  let document;
  try {
    document = /\.ya?ml$/i.test(file) ? parse(text) : JSON.parse(text);
  } catch (error) {
    throw new DriftError(`${file} cannot be parsed: ${firstLine(error)}`);
  }
  if (!isPlain(document) || !String(document.openapi).startsWith("3.") || !isPlain(document.paths))
    throw new DriftError(
      `${file} is not an OpenAPI 3 document: it lacks "openapi: 3.x" or "paths"`,
    );
  return document;
}

/** The schemas of a document, by reference and by place. @param {Document} document */
export function documentSource(document) {
  /** @type {Map<string, Expr>} */
  const exprs = new Map();
  /** @param {string} pointer */
  const find = (pointer) => {
    /** @type {any} */
    let node = document;
    for (const raw of pointer.slice(2).split("/")) {
      let token;
      try {
        token = decodeURIComponent(raw).replaceAll("~1", "/").replaceAll("~0", "~");
      } catch {
        token = raw;
      }
      const inside = node !== null && typeof node === "object" && Object.hasOwn(node, token);
      node = inside ? node[token] : undefined;
    }
    return node;
  };
  /** @param {string} pointer @param {string} from */
  const nodeAt = (pointer, from) => {
    const node = find(pointer);
    if (node === undefined) throw new DriftError(`${from}: $ref "${pointer}" leads to nothing`);
    return node;
  };
  const source = {
    name: "document",
    /** @type {Set<string>} */
    ignored: new Set(),
    /** The schema at a pointer of the document, always as the same object. @param {string} pointer @returns {Expr} */
    at(pointer, from = pointer) {
      const expr = exprs.get(pointer) ?? schemaAt(source, nodeAt(pointer, from), pointer);
      exprs.set(pointer, expr);
      return expr;
    },
    /** @param {string} ref @param {import("./drift-normal.mjs").SchemaExpr} from */
    resolve(ref, { at, node }) {
      if (node.$ref === undefined && ref === "#") {
        // The innermost schema around this one that declares itself the start of the recursion.
        for (let end = at.lastIndexOf("/"); end > 1; end = at.lastIndexOf("/", end - 1)) {
          const around = nodeAt(at.slice(0, end), at);
          if (around.$recursiveAnchor === true) return { expr: source.at(at.slice(0, end)) };
        }
        throw new DriftError(`${at}: $recursiveRef without an anchor around it`);
      }
      if (typeof ref !== "string" || !ref.startsWith("#/"))
        throw new DriftError(`${at}: $ref ${JSON.stringify(ref)} leads out of the document`);
      return { expr: source.at(ref, at) };
    },
    /** A part of the document that may be written elsewhere; undefined, and noted, when it is not there. @param {string} pointer */
    part(pointer) {
      let at = pointer;
      let node = find(at);
      for (let step = 0; step < 8 && typeof node?.$ref === "string"; step++) {
        at = node.$ref;
        node = at.startsWith("#/") ? find(at) : undefined;
        if (node === undefined) source.ignored.add(`${pointer}, which leads to nothing`);
      }
      return { at, node };
    },
  };
  return source;
}

/** @typedef {ReturnType<typeof documentSource>} DocumentSource */

/** @param {string} text */
const token = (text) => text.replaceAll("~", "~0").replaceAll("/", "~1");

/**
 * Schemas of the answers of one operation.
 * @param {DocumentSource} source @param {string} path @param {string} method
 * @returns {{ status: string, type: string, expr: Expr }[]} `type` is the media type
 */
function answers(source, path, method) {
  const item = source.part(`#/paths/${token(path)}`);
  if (!isPlain(item.node?.[method])) return [];
  const responses = item.node[method].responses ?? {};
  return Object.keys(responses).flatMap((status) => {
    const { at, node } = source.part(`${item.at}/${method}/responses/${status}`);
    return Object.entries(isPlain(node?.content) ? node.content : {}).flatMap(([type, media]) =>
      media?.schema === undefined
        ? []
        : { status, type, expr: source.at(`${at}/content/${token(type)}/schema`) },
    );
  });
}

/** Types of a union's members: the event types, if it is one of events. @param {Expr} expr */
function labelsOf(expr) {
  const labels = (norm(expr).object ?? []).flatMap((form) => {
    const type = form.props.get("type");
    return (type && stringsOf(type)) ?? [];
  });
  return new Set(labels);
}

/**
 * Finds what a document says of the Responses API: its operations, and what stands in no operation because it goes over
 * a WebSocket.
 * @param {Document} document @param {DocumentSource} source
 * @returns `{ events, types, bodies }`: one expression for all events, their types, and a map from the kind of a body
 * to an expression
 */
export function rootsOf(document, source) {
  const create = Object.keys(document.paths)
    .filter((path) => path.endsWith("/responses") && isPlain(document.paths[path]?.post))
    .sort((a, b) => a.length - b.length)[0];
  if (create === undefined)
    throw new DriftError("the document has no POST /responses: it does not describe this API");
  /** @type {Map<string, Expr[]>} */
  const bodies = new Map();
  /** @type {Expr[]} */
  const streams = [];
  /** @param {string} kind @param {Expr} expr */
  const note = (kind, expr) => bodies.set(kind, [...(bodies.get(kind) ?? []), expr]);
  /** @type {[kind: string, method: string, rest: RegExp][]} */
  const operations = [
    ["response", "post", /^$/],
    ["response", "get", /^\/\{[^/]+\}$/],
    ["response", "post", /^\/\{[^/]+\}\/cancel$/],
    ["deleted", "delete", /^\/\{[^/]+\}$/],
    ["input_items", "get", /^\/\{[^/]+\}\/input_items$/],
    ["input_tokens", "post", /^\/input_tokens$/],
    ["compaction", "post", /^\/compact$/],
  ];
  for (const path of Object.keys(document.paths)) {
    if (!path.startsWith(create)) continue;
    for (const [kind, method, rest] of operations) {
      if (!rest.test(path.slice(create.length))) continue;
      for (const { status, type, expr } of answers(source, path, method)) {
        if (type.startsWith("text/event-stream")) streams.push(expr);
        else if (/\bjson\b/.test(type)) note(status.startsWith("2") ? kind : "error", expr);
      }
    }
  }
  if (streams.length === 0)
    throw new DriftError("the document says nothing of the event stream of POST /responses");
  const types = labelsOf(any(streams));
  if (types.size === 0)
    throw new DriftError("the events of POST /responses cannot be told apart by their type");

  // Over a WebSocket the same events come in a union of their own, and an error in an envelope with the HTTP status.
  for (const name of Object.keys(document.components?.schemas ?? {})) {
    const pointer = `#/components/schemas/${token(name)}`;
    const { node } = source.part(pointer);
    const union = node?.anyOf ?? node?.oneOf;
    if (Array.isArray(union) && union.length * 2 >= types.size) {
      const own = labelsOf(source.at(pointer));
      const shared = [...types].filter((type) => own.has(type)).length;
      if (shared * 2 >= types.size) streams.push(source.at(pointer));
    } else if (isPlain(node?.properties?.status) && isPlain(node.properties.error)) {
      if (labelsOf(source.at(pointer)).has("error")) streams.push(source.at(pointer));
    }
  }
  return {
    events: any(unique(streams)),
    types,
    bodies: new Map([...bodies].map(([kind, exprs]) => [kind, any(unique(exprs))])),
  };
}
