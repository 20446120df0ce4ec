// Turns a definition into JavaScript: one function that judges a value, with all that it refers to by $ref written into it.
// Our schemas use a small part of JSON Schema; a test compares what comes of it with what ajv finds.
import { refersTo, SchemaError } from "./schema-files.mjs";

/**
 * @typedef {import("./schema-files.mjs").Schema} Schema
 * @typedef {[path: string[], targets: string[]]} Slot as in src/schema/compiled.ts
 * @typedef {object} At where we are
 * @property {string} name the definition that the schema is in
 * @property {string} pointer the place in it
 * @property {string[]} trail the definitions that led there by $ref
 * @property {string} value the variable that holds what is judged
 * @property {string} path JSON Pointer to that, within a template literal
 * @property {string[]} keys the same as the path of a slot
 */

/** Every keyword that is understood. Any other stops the build, so that none is passed over in silence. */
const KEYWORDS = new Set(
  (
    "$schema title description type required properties items additionalProperties const enum " +
    "allOf if then else $ref x-dispatch x-definition"
  ).split(" "),
);

/** Keywords for which the fields of an object are looked at. */
const FIELDS = ["required", "properties", "additionalProperties"];

/** What the generated functions call. What `add` adds is a `RawError` of src/schema/compiled.ts. */
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

/** @type {Record<string, (value: string) => string>} */
const TYPES = {
  null: (value) => `${value} === null`,
  boolean: (value) => `typeof ${value} === "boolean"`,
  string: (value) => `typeof ${value} === "string"`,
  integer: (value) => `Number.isInteger(${value})`,
  number: (value) => `Number.isFinite(${value})`,
  array: (value) => `Array.isArray(${value})`,
  object: (value) => `isObject(${value})`,
};

const text = JSON.stringify;

/** A key as a token of a JSON Pointer within a template literal. @param {string} key */
const tokenOf = (key) =>
  [
    ["~", "~0"],
    ["/", "~1"],
    ["\\", "\\\\"],
    ["`", "\\`"],
    ["$", "\\$"],
  ].reduce((token, [from = "", to = ""]) => token.replaceAll(from, to), key);

/** @param {unknown[]} values @param {string} value */
const isOneOf = (values, value) => values.map((each) => `${value} === ${text(each)}`).join(" || ");

/** @param {At} at @param {(string | number)[]} keys @returns {At} */
const below = (at, ...keys) => ({ ...at, pointer: [at.pointer, ...keys].join("/") });

/** The statement that notes an error. @param {At} at @param {string} keyword @param {unknown} wanted */
const error = ({ path }, keyword, wanted) =>
  `errors = add(errors, \`${path}\`, ${text(keyword)}, ${text(wanted)});\n`;

/**
 * Compiles one definition.
 * @param {string} definition its name
 * @param {import("./schema-files.mjs").Schemas} schemas all definitions of its revision
 * @returns {{ code: string, slots: Slot[], used: Set<string> }} parameters and body of a function, where other definitions
 *   judge, and the definitions that it leads to
 * @throws {SchemaError} for what it does not understand, and for a reference that leads nowhere or in a circle
 */
export function compileDefinition(definition, schemas) {
  /** @type {Map<string, Slot>} */
  const slots = new Map();
  /** @type {Set<string>} */
  const used = new Set();
  let variables = 0;

  /** @param {At} at @param {string} message */
  const refuse = ({ name, pointer }, message) =>
    new SchemaError(schemas.get(name)?.file ?? name, pointer, message);

  /** @param {Schema} schema @param {At} at */
  const check = (schema, at) => {
    if (typeof schema !== "object") throw refuse(at, "must be an object");
    for (const key of Object.keys(schema))
      if (!KEYWORDS.has(key)) throw refuse(below(at, key), `"${key}" is not known here`);
    if (
      [schema["const"], ...(schema["enum"] ?? [])].some((each) => each && typeof each === "object")
    )
      throw refuse(at, "objects and lists cannot be compared with");
    if (schema["additionalProperties"] !== undefined && schema["properties"] !== undefined)
      throw refuse(at, "has both additionalProperties and properties");
  };

  /** Notes where another definition judges. @param {Schema} schema @param {At} at */
  const noteSlot = (schema, at) => {
    /** @type {string[]} */
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
  };

  /** The code for what a `$ref` leads to. @param {string} ref @param {At} at @returns {string} */
  const follow = (ref, at) => {
    const name = refersTo(ref, at.name);
    const target = schemas.get(name);
    if (target === undefined) throw refuse(at, `"${ref}" leads to no schema`);
    if (at.trail.includes(name)) throw refuse(at, `"${ref}" runs in a circle`);
    used.add(name);
    return judge(target.schema, { ...at, name, pointer: "", trail: [...at.trail, name] });
  };

  /** An expression for whether a value meets a condition. @param {Schema} schema @param {At} at @returns {string} */
  const meets = (schema, at) => {
    if (Object.keys(schema).join() === "not") return `!${meets(schema["not"], below(at, "not"))}`;
    return `(() => {\nlet errors = null;\n${judge(schema, at)}return errors === null;\n})()`;
  };

  /** The code for a field or an element. @param {Schema} schema @param {At} at @param {[key: string, token: string, step: string]} how */
  const inside = (schema, at, [key, token, step]) => {
    const value = `v${++variables}`;
    const inner = { ...at, value, path: `${at.path}/${token}`, keys: [...at.keys, step] };
    const code = judge(schema, inner);
    return (
      code && `const ${value} = ${at.value}[${key}];\nif (${value} !== undefined) {\n${code}}\n`
    );
  };

  /**
   * A loop that ends after the first wrong element or field: what comes from outside may hold millions of wrong ones.
   * @param {string} head @param {string} key its variable @param {string} token the same in a JSON Pointer
   * @param {Schema} schema @param {At} at
   */
  const loop = (head, key, token, schema, at) => {
    const code = inside(schema, at, [key, token, "*"]);
    const n = `n${++variables}`;
    return `const ${n} = count(errors);\n${head} {\n${code}if (count(errors) !== ${n}) break;\n}\n`;
  };

  /** @param {Schema} schema @param {At} at */
  const elements = (schema, at) => {
    const i = `i${++variables}`;
    return loop(`for (let ${i} = 0; ${i} < ${at.value}.length; ${i}++)`, i, `\${${i}}`, schema, at);
  };

  /** @param {Schema} schema @param {At} at */
  const fields = (schema, at) => {
    let code = "";
    for (const key of schema["required"] ?? [])
      code += `if (${at.value}[${text(key)}] === undefined) ${error(at, "required", key)}`;
    for (const [key, sub] of Object.entries(schema["properties"] ?? {}))
      code += inside(sub, below(at, "properties", key), [text(key), tokenOf(key), key]);
    const others = schema["additionalProperties"];
    if (others === undefined) return code;
    const k = `k${++variables}`;
    const head = `for (const ${k} in ${at.value})`;
    return code + loop(head, k, `\${escape(${k})}`, others, below(at, "additionalProperties"));
  };

  /** Statements that note what is wrong with a value. @param {Schema} schema @param {At} at @returns {string} */
  const judge = (schema, at) => {
    check(schema, at);
    noteSlot(schema, at);
    const { value } = at;
    /** @type {string[]} */
    const types = [schema["type"] ?? []].flat();
    const isTyped = types.map((type) => TYPES[type]?.(value)).join(" || ");
    const otherType = error(at, "type", types);
    const { items, $ref, allOf = [], if: condition } = schema;
    const hasFields = FIELDS.some((keyword) => schema[keyword] !== undefined);
    // What can only be a list or an object is tested for that where its elements or fields are looked at.
    const [only] = types.length === 1 ? types : [];
    const later = (only === "array" && items) || (only === "object" && hasFields);
    let code = types.length === 0 || later ? "" : `if (!(${isTyped})) ${otherType}`;
    if ($ref !== undefined) code += follow($ref, below(at, "$ref"));
    for (const keyword of ["const", "enum"])
      if (schema[keyword] !== undefined)
        code += `if (!(${isOneOf([schema[keyword]].flat(), value)})) ${error(at, keyword, schema[keyword])}`;
    for (const [i, sub] of allOf.entries()) code += judge(sub, below(at, "allOf", i));
    if (condition !== undefined) {
      code += `if (${meets(condition, below(at, "if"))}) {\n`;
      code += judge(schema["then"] ?? {}, below(at, "then"));
      code += `} else {\n${judge(schema["else"] ?? {}, below(at, "else"))}}\n`;
    }
    /** @param {string} type @param {string} inner */
    const within = (type, inner) =>
      `if (${TYPES[type]?.(value)}) {\n${inner}}${only === type ? ` else ${otherType}` : "\n"}`;
    if (items !== undefined) code += within("array", elements(items, below(at, "items")));
    if (hasFields) code += within("object", fields(schema, at));
    return code;
  };

  const { schema = {} } = schemas.get(definition) ?? {};
  const start = {
    name: definition,
    pointer: "",
    trail: [definition],
    value: "v0",
    path: "",
    keys: [],
  };
  const code = `(v0) {\nlet errors = null;\n${judge(schema, start)}return errors;\n}`;
  return { code, slots: [...slots.values()], used };
}
