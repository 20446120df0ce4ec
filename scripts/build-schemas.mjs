// Compiles schemas/<dialect>/<revision>/**/*.json into one standalone module per dialect under src/schema/generated.
// Runs on a fresh clone with the dev dependencies alone: `node scripts/build-schemas.mjs [root of the project]`.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Ajv2020, _ } from "ajv/dist/2020.js";
import { not } from "ajv/dist/compile/codegen/index.js";
import { Type } from "ajv/dist/compile/util.js";
import standalone from "ajv/dist/standalone/index.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The revision of each dialect that is compiled: folder names under schemas/. */
export const REVISIONS = { openresponses: "2026-04-24", openai: "2026-08-21" };

/** Folders whose files only serve others by $ref; all the others hold definitions that something can be judged by. */
const SHARED = new Set(["fields", "slots"]);

const SUBSCHEMAS = ["items", "additionalProperties", "if", "then", "else", "not"];

/** A schema that cannot be used, with the file and the place in it. */
class SchemaError extends Error {
  constructor(file, pointer, message) {
    super(`${file}#${pointer}: ${message}`);
    this.name = "SchemaError";
  }
}

/**
 * Reads the schemas of one folder.
 * @returns a map from the definition's name ("events/error") to `{ file, id, schema }`, sorted by name.
 */
export async function readSchemas(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (names.length === 0) throw new Error(`no schema in ${folder}`);
  const found = await Promise.all(
    names.map(async (file) => {
      const name = file.slice(folder.length + 1, -".json".length).replaceAll("\\", "/");
      let schema;
      try {
        schema = JSON.parse(await readFile(file, "utf8"));
      } catch (error) {
        throw new SchemaError(file, "", error.message);
      }
      if (typeof schema.$id !== "string")
        throw new SchemaError(file, "/$id", "every schema needs an $id");
      if (!schema.$id.endsWith(`/${name}.json`))
        throw new SchemaError(
          file,
          "/$id",
          `"${schema.$id}" does not end in the file's own place, ${name}.json`,
        );
      return [name, { file, id: schema.$id, schema }];
    }),
  );
  return new Map(found);
}

/** JSON with its keys in order, so that layout and key order do not touch the hash. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

function hashOf(schemas) {
  const hash = createHash("sha256");
  for (const [name, { schema }] of schemas) hash.update(`${name}\n${canonical(schema)}\n`);
  return hash.digest("hex");
}

/**
 * The places in a definition where its own judgement ends, as `[path, targets]`. A path is a list of keys, "*" for
 * every element; targets are folders to look the value's own type up in, or one definition's name, marked by "=".
 */
function slotsOf(name, schemas, used) {
  const slots = new Map();
  const byId = new Map([...schemas].map(([key, entry]) => [entry.id, key]));
  const add = (path, targets) => slots.set(JSON.stringify(path), [path, targets]);

  const follow = (at, ref, path, pointer, trail) => {
    const { file, id } = schemas.get(at);
    const target = byId.get(new URL(ref, id).href);
    if (target === undefined)
      throw new SchemaError(file, pointer, `$ref "${ref}" leads to no schema`);
    if (trail.includes(target))
      throw new SchemaError(file, pointer, `$ref "${ref}" runs in a circle`);
    used.add(target);
    visit(target, schemas.get(target).schema, path, "", [...trail, target]);
  };

  const visit = (at, schema, path, pointer, trail) => {
    const { file } = schemas.get(at);
    if (schema === true || schema === false) return;
    if (schema === null || typeof schema !== "object")
      throw new SchemaError(file, pointer, "not a schema");
    if (schema.$ref !== undefined) follow(at, schema.$ref, path, `${pointer}/$ref`, trail);
    const kinds = [schema["x-dispatch"] ?? []].flat();
    for (const kind of kinds) {
      const members = [...schemas.keys()].filter(
        (key) => key.slice(0, key.lastIndexOf("/")) === kind,
      );
      if (members.length === 0)
        throw new SchemaError(file, `${pointer}/x-dispatch`, `there is no folder "${kind}"`);
      for (const member of members) used.add(member);
    }
    if (kinds.length > 0) add(path, kinds);
    const fixed = schema["x-definition"];
    if (fixed !== undefined) {
      if (!schemas.has(fixed))
        throw new SchemaError(file, `${pointer}/x-definition`, `there is no "${fixed}"`);
      used.add(fixed);
      add(path, [`=${fixed}`]);
    }
    for (const [key, sub] of Object.entries(schema.properties ?? {}))
      visit(at, sub, [...path, key], `${pointer}/properties/${key}`, trail);
    for (const [i, sub] of (schema.allOf ?? []).entries())
      visit(at, sub, path, `${pointer}/allOf/${i}`, trail);
    for (const key of SUBSCHEMAS) {
      if (schema[key] === undefined) continue;
      const below = key === "items" || key === "additionalProperties" ? [...path, "*"] : path;
      visit(at, schema[key], below, `${pointer}/${key}`, trail);
    }
  };

  visit(name, schemas.get(name).schema, [], "", [name]);
  return [...slots.values()];
}

/**
 * What ajv is given: the schema without words for people, without the annotations that became the table of slots, and
 * with absolute references instead of an $id of its own, which ajv would copy into the code.
 */
function stripped(value, id) {
  if (Array.isArray(value)) return value.map((sub) => stripped(sub, id));
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([key, sub]) => {
    const text =
      ["title", "description", "$id", "$schema"].includes(key) && typeof sub === "string";
    return !text && key !== "x-dispatch" && key !== "x-definition";
  });
  return Object.fromEntries(
    kept.map(([key, sub]) => [key, key === "$ref" ? new URL(sub, id).href : stripped(sub, id)]),
  );
}

/**
 * `items` and `additionalProperties` as the standard has them, but ending at the first element that is wrong: what
 * comes from outside may hold millions of wrong elements, and one error object for each would be a way to kill us.
 */
function boundedLoops(ajv) {
  ajv.removeKeyword("items");
  ajv.removeKeyword("additionalProperties");
  const loop = (keyword, type, each) =>
    ajv.addKeyword({
      keyword,
      type,
      schemaType: ["object", "boolean"],
      code(context) {
        const { gen } = context;
        const valid = gen.name("valid");
        each(context, (property, kind) => {
          context.subschema({ keyword, dataProp: property, dataPropType: kind }, valid);
          gen.if(not(valid), () => gen.break());
        });
      },
    });
  loop("items", "array", ({ gen, data }, check) => {
    gen.forRange("i", 0, _`${data}.length`, (i) => check(i, Type.Num));
  });
  loop("additionalProperties", "object", ({ gen, data }, check) => {
    gen.forIn("key", data, (key) => check(key, Type.Str));
  });
}

function compiler() {
  const ajv = new Ajv2020({
    allErrors: true,
    messages: false,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    validateSchema: false,
    code: { source: true, esm: true, lines: false, optimize: 2 },
  });
  // No schema here uses the keywords these two serve, and both cost work in every validation.
  ajv.opts.unevaluated = false;
  ajv.opts.dynamicRef = false;
  boundedLoops(ajv);
  return ajv;
}

/** Throws a SchemaError when a file is no valid schema of draft 2020-12. */
function checkAgainstDraft(schemas) {
  const draft = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: false });
  const validate = draft.getSchema("https://json-schema.org/draft/2020-12/schema");
  for (const { file, schema } of schemas.values())
    if (!validate(schema)) {
      const [error] = validate.errors;
      throw new SchemaError(file, error.instancePath, error.message);
    }
}

/** The parameter of the errors that there are most of, by keyword: each has a function that makes it. */
const params = {
  required: "missingProperty",
  type: "type",
  const: "allowedValue",
  enum: "allowedValues",
};

/**
 * The generated code, smaller and without work for nothing. Nothing reads an error's place in the schema; one function
 * can collect what ajv spells out at each of some thousand places; and of a call's options only the path is used, so
 * that a call from outside can share one object instead of making two.
 */
function compact(code) {
  const short = code
    .replace(/^"use strict";/, "")
    .replace(/schemaPath:"[^"\\]*",/g, "")
    .replace(
      /const (err\d+) = (\{[^;]*\});if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}/g,
      "vErrors=add(vErrors,$2);",
    )
    .replace(
      /vErrors=add\(vErrors,\{instancePath(?::([^{}]*?))?,keyword:"(\w+)",params:\{(\w+): ?([^{}]*?)\}\}\);/g,
      (whole, path = "instancePath", keyword, param, value) =>
        params[keyword] === param ? `vErrors=${keyword}_(vErrors,${path},${value});` : whole,
    )
    .replace(
      /!\(\(\(typeof (\w+) == "number"\) && \(!\(\1 % 1\) && !isNaN\(\1\)\)\) && \(isFinite\(\1\)\)\)/g,
      "!Number.isInteger($1)",
    )
    .replaceAll(
      '{instancePath="", parentData, parentDataProperty, rootData=data}={}',
      '{instancePath=""}=ROOT',
    )
    .replace(/,parentData(:\w+)?,parentDataProperty(:[\w"]+)?,rootData\}/g, "}");
  const { code: plain, lists } = withoutSchemas(short);
  const left = /\bparentData\b|\brootData\b|schemaPath|vErrors\.push|\brequire\(|\bschema\d/.exec(
    plain,
  )?.[0];
  if (left !== undefined)
    throw new Error(`ajv generates other code than expected: there is "${left}" in it`);
  const add =
    "function add(list, error) { if (list === null) return [error]; list.push(error); return list; }";
  const adders = Object.entries(params).map(
    ([keyword, param]) =>
      `const ${keyword}_ = (list, instancePath, ${param}) => add(list, { instancePath, keyword: "${keyword}", params: { ${param} } });`,
  );
  return [plain, 'const ROOT = { instancePath: "" };', add, ...adders, ...lists].join("\n");
}

/**
 * The code without the schemas that it was made from: what it takes from them, lists of values and of types, stands in it,
 * each once.
 */
function withoutSchemas(code) {
  const schemas = new Map();
  const names = new Map();
  const nameOf = (value) => {
    const text = JSON.stringify(value);
    if (!names.has(text)) names.set(text, `list${names.size}`);
    return names.get(text);
  };
  const bare = code.replace(
    /const (schema\d+) = (\{.*?\});(?=const |function |export |\n|$)/g,
    (_whole, name, text) => {
      schemas.set(name, JSON.parse(text));
      return "";
    },
  );
  const plain = bare.replace(
    /\b(schema\d+)((?:\.\w+|\["[^"]*"\]|\[\d+\])+)/g,
    (whole, name, path) => {
      let value = schemas.get(name);
      for (const [, key, quoted, index] of path.matchAll(/\.(\w+)|\["([^"]*)"\]|\[(\d+)\]/g))
        value = value?.[key ?? quoted ?? index];
      if (value === undefined) return whole;
      return typeof value === "string" ? JSON.stringify(value) : nameOf(value);
    },
  );
  const lists = [...names].map(([text, name]) => `const ${name} = ${text};`);
  return { code: plain, lists };
}

/** Reads, checks and compiles one folder of schemas; returns the JavaScript of its module. */
export async function compileFolder(folder, { dialect, revision }) {
  const schemas = await readSchemas(folder);
  checkAgainstDraft(schemas);
  const ajv = compiler();
  for (const { id, schema } of schemas.values()) ajv.addSchema(stripped(schema, id), id);

  const used = new Set();
  const definitions = [...schemas.keys()].filter((name) => !SHARED.has(name.split("/")[0]));
  const slots = new Map(definitions.map((name) => [name, slotsOf(name, schemas, used)]));
  const entries = new Set(["events", "bodies"]);
  const orphans = [...schemas.keys()].filter(
    (name) => !used.has(name) && !entries.has(name.split("/")[0]),
  );
  if (orphans.length > 0)
    throw new SchemaError(schemas.get(orphans[0]).file, "", "nothing refers to this schema");

  // Objects that stand behind a $ref alone need no entry of their own: they are compiled with what refers to them.
  const targets = new Set(
    [...slots.values()].flat().flatMap(([, to]) => to.filter((t) => t.startsWith("="))),
  );
  const judged = definitions.filter(
    (name) => !name.startsWith("objects/") || targets.has(`=${name}`),
  );
  const exported = {};
  for (const [i, name] of judged.entries()) {
    const { file, id } = schemas.get(name);
    try {
      ajv.getSchema(id);
    } catch (error) {
      throw new SchemaError(file, "", error.message);
    }
    exported[`d${i}`] = id;
  }
  const code = compact(standalone.default(ajv, exported));
  const table = judged.map(
    (name, i) =>
      `${JSON.stringify(name)}:{validate:d${i},slots:${JSON.stringify(slots.get(name))}}`,
  );
  const head = JSON.stringify({ dialect, revision, hash: hashOf(schemas) }).slice(0, -1);
  return `${code}\nexport default ${head},"definitions":{${table.join(",\n")}}};\n`;
}

const TYPES = `import type { CompiledSchemas } from "../compiled.ts";
declare const compiled: CompiledSchemas;
export default compiled;
`;

/** Writes the modules of all dialects. Each is put in place whole, so that a reader never meets half a file. */
export async function buildSchemas({ root = ROOT, revisions = REVISIONS } = {}) {
  const out = join(root, "src/schema/generated");
  await mkdir(out, { recursive: true });
  const put = async (file, text) => {
    const draft = join(out, `.${file}.${process.pid}`);
    await writeFile(draft, text);
    await rename(draft, join(out, file));
  };
  for (const [dialect, revision] of Object.entries(revisions)) {
    const code = await compileFolder(join(root, "schemas", dialect, revision), {
      dialect,
      revision,
    });
    await put(`${dialect}.mjs`, code);
    await put(`${dialect}.d.mts`, TYPES);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    const [root] = process.argv.slice(2);
    await buildSchemas(root === undefined ? {} : { root });
  } catch (error) {
    console.error(`build-schemas: ${error.message}`);
    process.exitCode = 1;
  }
}
