// Turns a definition into JavaScript: one function that judges a value, with all that it refers to by $ref written into it.
// Our schemas use a small part of JSON Schema; a test compares what comes of it with what ajv finds.
import type { Json } from "../../src/json/json.ts";
import type { Slot } from "../../src/schema/compiled.ts";
import { refersTo, type Schema, SchemaError, type Schemas } from "./files.ts";

/** Where we are. */
interface At {
  /** The definition that the schema is in, and the place in it. */
  name: string;
  pointer: string;
  /** The definitions that led there by `$ref`. */
  trail: string[];
  /** The variable that holds what is judged. */
  value: string;
  /** JSON Pointer to that, within a template literal, and the same as the path of a slot. */
  path: string;
  keys: string[];
}

/** A definition, compiled. */
export interface Compiled {
  /** Parameters and body of its function. */
  code: string;
  slots: Slot[];
  /** Names of the definitions that it leads to. */
  used: Set<string>;
}

/** Every keyword that is understood. Any other stops the build, so that none is passed over in silence. */
const KEYWORDS = new Set(
  (
    "$schema title description type required properties items additionalProperties const enum " +
    "allOf if then else $ref x-dispatch x-definition"
  ).split(" "),
);

/** What the generated functions call. What `add` adds is a `RawError`. */
export const HELPERS = `
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const count = (errors) => (errors === null ? 0 : errors.length);
const escape = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");
const add = (errors, instancePath, keyword, wanted) => {
  const error = { instancePath, keyword, wanted };
  if (errors === null) return [error];
  errors.push(error);
  return errors;
};
`;

const TYPES: Record<string, (value: string) => string> = {
  null: (value) => `${value} === null`,
  boolean: (value) => `typeof ${value} === "boolean"`,
  string: (value) => `typeof ${value} === "string"`,
  integer: (value) => `Number.isInteger(${value})`,
  number: (value) => `Number.isFinite(${value})`,
  array: (value) => `Array.isArray(${value})`,
  object: (value) => `isObject(${value})`,
};

const text = (value: unknown): string => JSON.stringify(value);

/** A key as a token of a JSON Pointer within a template literal. */
const tokenOf = (key: string): string =>
  text(key.replaceAll("~", "~0").replaceAll("/", "~1"))
    .slice(1, -1)
    .replaceAll("`", "\\`")
    .replaceAll("$", "\\$");

const isOneOf = (values: Json[], value: string): string =>
  values.map((each) => `${value} === ${text(each)}`).join(" || ");

const below = (at: At, ...keys: (string | number)[]): At => ({
  ...at,
  pointer: [at.pointer, ...keys].join("/"),
});

/** The statement that notes an error. */
const error = ({ path }: At, keyword: string, wanted: Json): string =>
  `errors = add(errors, \`${path}\`, ${text(keyword)}, ${text(wanted)});\n`;

/**
 * Compiles one definition.
 * @param schemas all definitions of its revision
 * @throws SchemaError for what it does not understand, and for a reference that leads nowhere or in a circle
 */
export function compileDefinition(definition: string, schemas: Schemas): Compiled {
  const slots = new Map<string, Slot>();
  const used = new Set<string>();
  let variables = 0;

  const refuse = ({ name, pointer }: At, message: string): SchemaError =>
    new SchemaError(schemas.get(name)?.file ?? name, pointer, message);

  function check(schema: Schema, at: At): void {
    if (typeof schema !== "object") throw refuse(at, "must be an object");
    for (const key of Object.keys(schema))
      if (!KEYWORDS.has(key)) throw refuse(below(at, key), `"${key}" is not known here`);
    if ([schema.const, ...(schema.enum ?? [])].some((each) => each && typeof each === "object"))
      throw refuse(at, "objects and lists cannot be compared with");
    for (const type of [schema.type ?? []].flat())
      if (TYPES[type] === undefined) throw refuse(below(at, "type"), `there is no type "${type}"`);
    if (schema.additionalProperties && schema.properties)
      throw refuse(at, "has both additionalProperties and properties");
  }

  /** Notes where another definition judges. */
  function noteSlot(schema: Schema, at: At): void {
    const folders = [schema["x-dispatch"] ?? []].flat();
    const fixed = schema["x-definition"];
    if (folders.length > 0) slots.set(text(at.keys), [at.keys, folders]);
    if (fixed !== undefined) slots.set(text(at.keys), [at.keys, [`=${fixed}`]]);
    for (const target of [...folders, fixed ?? []].flat()) {
      const found = [...schemas.keys()].filter(
        (name) => name === fixed || name.slice(0, name.lastIndexOf("/")) === target,
      );
      if (found.length === 0) throw refuse(at, `there is no "${target}"`);
      for (const name of found) used.add(name);
    }
  }

  /** The code for what a `$ref` leads to. */
  function follow(ref: string, at: At): string {
    const name = refersTo(ref, at.name);
    const target = schemas.get(name);
    if (target === undefined) throw refuse(at, `"${ref}" leads to no schema`);
    if (at.trail.includes(name)) throw refuse(at, `"${ref}" runs in a circle`);
    used.add(name);
    return judge(target.schema, { ...at, name, pointer: "", trail: [...at.trail, name] });
  }

  /** An expression for whether a value meets a condition. */
  function meets(schema: Schema, at: At): string {
    const { not, ...others } = schema;
    if (not && Object.keys(others).length === 0) return `!${meets(not, below(at, "not"))}`;
    return `(() => {\nlet errors = null;\n${judge(schema, at)}return errors === null;\n})()`;
  }

  /** The code for a field or an element. @param token its key in a JSON Pointer @param step its key in a slot */
  function inside(schema: Schema, at: At, key: string, token: string, step = "*"): string {
    const value = `v${++variables}`;
    const inner = { ...at, value, path: `${at.path}/${token}`, keys: [...at.keys, step] };
    const code = judge(schema, inner);
    if (code === "") return "";
    return `const ${value} = ${at.value}[${key}];\nif (${value} !== undefined) {\n${code}}\n`;
  }

  /** Repeats code up to the first error: what comes from outside may hold millions of wrong elements or fields. */
  function untilWrong(head: string, code: string): string {
    const n = `n${++variables}`;
    return `const ${n} = count(errors);\n${head} {\n${code}if (count(errors) !== ${n}) break;\n}\n`;
  }

  function elements(schema: Schema, at: At): string {
    const i = `i${++variables}`;
    const head = `for (let ${i} = 0; ${i} < ${at.value}.length; ${i}++)`;
    return untilWrong(head, inside(schema, at, i, `\${${i}}`));
  }

  function fields(
    { required = [], properties = {}, additionalProperties }: Schema,
    at: At,
  ): string {
    let code = "";
    for (const key of required)
      code += `if (${at.value}[${text(key)}] === undefined) ${error(at, "required", key)}`;
    for (const [key, sub] of Object.entries(properties))
      code += inside(sub, below(at, "properties", key), text(key), tokenOf(key), key);
    if (additionalProperties === undefined) return code;
    const k = `k${++variables}`;
    const sub = inside(
      additionalProperties,
      below(at, "additionalProperties"),
      k,
      `\${escape(${k})}`,
    );
    return code + untilWrong(`for (const ${k} in ${at.value})`, sub);
  }

  /** Statements that note what is wrong with a value. */
  function judge(schema: Schema, at: At): string {
    check(schema, at);
    noteSlot(schema, at);
    const { value } = at;
    const types = [schema.type ?? []].flat();
    const isTyped = types.map((type) => TYPES[type]?.(value)).join(" || ");
    const otherType = error(at, "type", types);
    const hasFields = schema.required ?? schema.properties ?? schema.additionalProperties;
    // What can only be a list or an object is tested for that where its elements or fields are looked at.
    const [only] = types.length === 1 ? types : [];
    const later = (only === "array" && schema.items) || (only === "object" && hasFields);
    let code = types.length === 0 || later ? "" : `if (!(${isTyped})) ${otherType}`;
    if (schema.$ref !== undefined) code += follow(schema.$ref, below(at, "$ref"));
    for (const keyword of ["const", "enum"] as const) {
      const wanted = schema[keyword];
      if (wanted !== undefined)
        code += `if (!(${isOneOf([wanted].flat(), value)})) ${error(at, keyword, wanted)}`;
    }
    for (const [i, sub] of (schema.allOf ?? []).entries())
      code += judge(sub, below(at, "allOf", i));
    if (schema.if) {
      code += `if (${meets(schema.if, below(at, "if"))}) {\n`;
      code += judge(schema.then ?? {}, below(at, "then"));
      code += `} else {\n${judge(schema.else ?? {}, below(at, "else"))}}\n`;
    }
    const within = (type: string, inner: string): string =>
      `if (${TYPES[type]?.(value)}) {\n${inner}}${only === type ? ` else ${otherType}` : "\n"}`;
    if (schema.items) code += within("array", elements(schema.items, below(at, "items")));
    if (hasFields) code += within("object", fields(schema, at));
    return code;
  }

  const { schema = {} } = schemas.get(definition) ?? {};
  const trail = [definition];
  const start = { name: definition, pointer: "", trail, value: "v0", path: "", keys: [] };
  const code = `(v0) {\nlet errors = null;\n${judge(schema, start)}return errors;\n}`;
  return { code, slots: [...slots.values()], used };
}
