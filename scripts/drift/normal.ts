// Brings any schema, ours or a published one, to its normal form. References and combinations are gone in it; one level is
// worked out at a time, so that recursive documents are no trouble.
import {
  arrayAt,
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  stringAt,
} from "../../src/json/json.ts";
import { escapeToken } from "../../src/json/pointer.ts";
import {
  all,
  any,
  anything,
  DriftError,
  type Expr,
  type Form,
  isTrivial,
  KINDS,
  type Norm,
  SCALARS,
  schemaAt,
  type SchemaExpr,
  type Source,
  trivialForm,
  unique,
} from "./types.ts";

/** Forms of one object that are kept apart; more than any honest document has at one place. */
const MAX_FORMS = 2000;
const MAX_NESTING = 100;

/** Keywords that say something about a value's shape and that the normal form has no place for. */
const IGNORED = [
  "not",
  "patternProperties",
  "prefixItems",
  "contains",
  "dependentRequired",
  "dependentSchemas",
  "unevaluatedProperties",
  "unevaluatedItems",
  "propertyNames",
  "$dynamicRef",
];

/** A copy that keeps some kinds only. */
function only(norm: Norm, kinds: readonly string[]): Norm {
  const left = KINDS.filter((kind) => norm[kind] && kinds.includes(kind));
  const kept = Object.fromEntries(left.map((kind) => [kind, norm[kind]]));
  return { at: norm.at, dispatch: norm.dispatch, ...kept };
}

const common = <T>(a: T[] | undefined, b: T[] | undefined): T[] | undefined =>
  a === undefined ? b : b === undefined ? a : a.filter((value) => b.includes(value));

/** The finite list of strings that an expression takes; undefined when it takes others too. */
export function stringsOf(expr: Expr): string[] | undefined {
  const found = norm(expr);
  const kinds = KINDS.filter((kind) => found[kind]);
  return kinds.length === 1 ? found.string?.values?.map(String) : undefined;
}

/** Both forms at once; undefined when no object can have both. */
function meetForms(a: Form, b: Form): Form | undefined {
  if (isTrivial(b) && b.absent.size === 0) return a.at.length > 0 ? a : { ...a, at: b.at };
  if (isTrivial(a) && a.absent.size === 0) return b;
  const form = trivialForm(unique([...a.at, ...b.at]));
  form.label = a.label ?? b.label;
  form.required = new Set([...a.required, ...b.required]);
  form.absent = new Set([...a.absent, ...b.absent]);
  for (const [key, expr] of [...a.props, ...b.props]) {
    if (form.absent.has(key)) continue;
    const before = form.props.get(key);
    if (before === undefined) form.props.set(key, expr);
    else {
      const [one, other] = [stringsOf(before), stringsOf(expr)];
      if (form.required.has(key) && one && other && common(one, other)?.length === 0)
        return undefined;
      form.props.set(key, all([before, expr]));
    }
  }
  for (const key of form.absent) if (form.required.has(key)) return undefined;
  form.others = a.others && b.others ? all([a.others, b.others]) : (a.others ?? b.others);
  return form;
}

/** What both take. */
function meet(a: Norm, b: Norm): Norm {
  const met: Norm = { at: unique([...a.at, ...b.at]), dispatch: a.dispatch ?? b.dispatch };
  if (a.null && b.null) met.null = true;
  for (const kind of SCALARS) {
    const [one, other] = [a[kind], b[kind]];
    if (!one || !other) continue;
    const values = common(one.values, other.values);
    const integer = Boolean(a.number?.integer || b.number?.integer);
    if (values?.length !== 0) met[kind] = { values, integer: kind === "number" && integer };
  }
  if (a.array && b.array) {
    const items = [a.array.items, b.array.items].filter((each) => each !== undefined);
    met.array = items.length === 0 ? {} : { items: all(items) };
  }
  const [some, others] = [a.object, b.object];
  if (some && others) {
    if (some.length * others.length > MAX_FORMS)
      throw new DriftError(`${a.at[0] ?? b.at[0]}: too many combinations of forms`);
    const forms = some.flatMap((one) => others.flatMap((other) => meetForms(one, other) ?? []));
    if (forms.length > 0) met.object = forms;
  }
  return met;
}

/** What any of them takes. */
function unite(norms: Norm[]): Norm {
  const united: Norm = { at: unique(norms.flatMap(({ at }) => at)) };
  united.dispatch = norms.find(({ dispatch }) => dispatch)?.dispatch;
  if (norms.some((each) => each.null)) united.null = true;
  for (const kind of SCALARS) {
    const present = norms.flatMap((each) => each[kind] ?? []);
    if (present.length === 0) continue;
    const open = present.some(({ values }) => values === undefined);
    const values = open ? undefined : unique(present.flatMap((each) => each.values ?? []));
    const integer = norms.every((each) => each.number?.integer ?? true);
    united[kind] = { values, integer: kind === "number" && integer };
  }
  const arrays = norms.flatMap(({ array }) => array ?? []);
  if (arrays.length > 0)
    united.array = arrays.some(({ items }) => items === undefined)
      ? {}
      : { items: any(arrays.flatMap(({ items }) => items ?? [])) };
  const forms = norms.flatMap(({ object }) => object ?? []);
  if (forms.length > MAX_FORMS) throw new DriftError(`${united.at[0]}: too many forms`);
  if (forms.length > 0) united.object = forms;
  return united;
}

/** What a list of values, from `enum` or `const`, takes. */
function fromValues(values: Json[], at: string): Norm {
  const norm: Norm = { at: [at] };
  if (values.includes(null)) norm.null = true;
  if (values.some(Array.isArray)) norm.array = {};
  if (values.some(isObject)) norm.object = [trivialForm([at])];
  for (const kind of SCALARS) {
    const own = values.filter((value) => typeof value === kind);
    const integer = own.every(Number.isInteger);
    if (own.length > 0) norm[kind] = { values: own, integer };
  }
  return norm;
}

function typeNorm(type: Json, at: string): Norm {
  const names = [type].flat();
  const known = new Set<Json>([...KINDS, "integer"]);
  const odd = names.find((name) => !known.has(name));
  if (odd !== undefined)
    throw new DriftError(`${at}/type: there is no type ${JSON.stringify(odd)}`);
  const norm = only(anything([at]), names.map(String));
  if (names.includes("integer") && !names.includes("number")) norm.number = { integer: true };
  return norm;
}

/** A keyword that holds a list; nothing when it is not there. */
function listOf(node: JsonObject, key: string, at: string): Json[] {
  const list = node[key] ?? [];
  if (!Array.isArray(list)) throw new DriftError(`${at}/${key}: not a list`);
  return list;
}

function formOf(source: Source, node: JsonObject, at: string): Form {
  const form = trivialForm([at]);
  const properties = objectAt(node, "properties");
  for (const [key, sub] of Object.entries(properties ?? {}))
    form.props.set(key, schemaAt(source, sub, `${at}/properties/${escapeToken(key)}`));
  for (const key of listOf(node, "required", at)) {
    if (typeof key !== "string") throw new DriftError(`${at}/required: not a list of names`);
    form.required.add(key);
    // Required without being described: it must be there, and may be anything.
    if (properties && !form.props.has(key))
      form.props.set(key, schemaAt(source, true, `${at}/required`));
  }
  const others = objectAt(node, "additionalProperties");
  if (others && Object.keys(others).length > 0)
    form.others = schemaAt(source, others, `${at}/additionalProperties`);
  return form;
}

/** The members of a union, each given the value of the discriminator that leads to it if it does not say so itself. */
function members({ source, node, at }: SchemaExpr, list: Json[], key: string): Norm[] {
  const discriminator = objectAt(node, "discriminator");
  const property = stringAt(discriminator, "propertyName");
  const mapping = Object.entries(objectAt(discriminator, "mapping") ?? {});
  return list.map((sub, i) => {
    const member = norm(schemaAt(source, sub, `${at}/${key}/${i}`));
    const ref = stringAt(sub, "$ref");
    if (property === undefined || ref === undefined) return member;
    const own = member.object?.every((form) => {
      const expr = form.props.get(property);
      return expr !== undefined && stringsOf(expr) !== undefined;
    });
    if (own !== false) return member;
    const name = ref.slice(ref.lastIndexOf("/") + 1);
    const mapped = mapping.flatMap(([value, to]) => (to === ref || to === name ? [value] : []));
    const said = { properties: { [property]: { enum: mapped.length > 0 ? mapped : [name] } } };
    return meet(member, norm(schemaAt(source, said, `${at}/discriminator`)));
  });
}

/** `if`: the value falls under the condition and has the one form, or does not and has the other. */
function conditional(base: Norm, node: JsonObject, { source, at }: SchemaExpr): Norm {
  const branch = (key: string): Norm =>
    node[key] === undefined ? anything([]) : norm(schemaAt(source, node[key], `${at}/${key}`));
  let [yes, no] = [branch("then"), branch("else")];
  let condition = objectAt(node, "if") ?? {};
  const negated = objectAt(condition, "not");
  if (negated) [condition, yes, no] = [negated, no, yes];
  const type = stringAt(condition, "type");
  if (type !== undefined && Object.keys(condition).length === 1) {
    const rest = KINDS.filter((kind) => kind !== type);
    return unite([meet(only(base, [type]), yes), meet(only(base, rest), no)]);
  }
  const [key, ...more] = arrayAt(condition, "required") ?? [];
  if (typeof key !== "string" || more.length > 0)
    throw new DriftError(`${at}/if: this form of condition is not understood`);
  const value = objectAt(objectAt(condition, "properties"), key)?.["const"];
  const fails = trivialForm([]);
  const before = base.object?.[0]?.props.get(key);
  if (value === undefined) fails.absent.add(key);
  else if (before !== undefined) fails.props.set(key, { op: "except", of: before, value });
  const under = (form: Form, then: Norm): Norm =>
    meet(meet(base, { ...anything([]), object: [form] }), then);
  return unite([under(formOf(source, condition, `${at}/if`), yes), under(fails, no)]);
}

/** The forms that a slot takes: those of every definition in the folders it names, each under its type. */
function dispatched(base: Norm, folders: string[], { members }: Source): Norm {
  const typed = base.object?.[0]?.props.get("type");
  const allowed = typed && stringsOf(typed);
  const forms = new Map<string, Form>();
  for (const { definition, label, expr } of members?.(folders) ?? []) {
    if (forms.has(label) || (allowed && !allowed.includes(label))) continue;
    forms.set(label, { ...trivialForm(norm(expr).at), definition, label });
  }
  return { ...base, dispatch: folders, object: [...forms.values()] };
}

function normSchema(expr: SchemaExpr): Norm {
  const { source, node, at } = expr;
  if (node === true) return anything([at]);
  if (node === false) return { at: [at] };
  if (!isObject(node)) throw new DriftError(`${at}: not a schema`);
  const { definition: ours } = source;
  for (const key of IGNORED) if (node[key] !== undefined) source.ignored.add(key);
  if (!ours && node["if"] !== undefined) source.ignored.add("if");
  const here = anything([at]);
  let found = node["type"] === undefined ? here : typeNorm(node["type"], at);
  const add = (more: Norm): Norm => (found = meet(found, more));
  // Documents often leave out the type where they list properties.
  if (objectAt(node, "properties") && node["type"] === undefined) add(typeNorm("object", at));
  const ref = node["$ref"] ?? node["$recursiveRef"];
  const target = ref === undefined ? undefined : source.resolve?.(ref, expr);
  if (target !== undefined) {
    const resolved = norm(target.expr);
    add(tagged(resolved, target.definition));
    found.at = resolved.at;
  }
  const fixed = stringAt(node, "x-definition");
  if (ours && fixed !== undefined) add(tagged(norm(ours(fixed)), fixed));
  if (node["const"] !== undefined) add(fromValues([node["const"]], at));
  if (node["enum"] !== undefined) add(fromValues(listOf(node, "enum", at), at));
  const form = formOf(source, node, at);
  if (!isTrivial(form)) add({ ...here, object: [form] });
  if (node["items"] !== undefined)
    add({ ...here, array: { items: schemaAt(source, node["items"], `${at}/items`) } });
  for (const [i, sub] of listOf(node, "allOf", at).entries())
    add(norm(schemaAt(source, sub, `${at}/allOf/${i}`)));
  for (const key of ["anyOf", "oneOf"])
    if (node[key] !== undefined) add(unite(members(expr, listOf(node, key, at), key)));
  if (ours && node["if"] !== undefined) found = conditional(found, node, expr);
  const folders = [node["x-dispatch"] ?? []].flat().map(String);
  if (ours && folders.length > 0) found = dispatched(found, folders, source);
  if (node["nullable"] === true) found = { ...found, null: true };
  return found;
}

function tagged(norm: Norm, definition: string | undefined): Norm {
  if (definition === undefined || norm.object === undefined) return norm;
  return { ...norm, object: norm.object.map((form) => ({ ...form, definition })) };
}

const known = new WeakMap<Expr, Norm>();
const open = new Set<string>();

/** Works out one level of an expression. */
export function norm(expr: Expr): Norm {
  let found = known.get(expr);
  if (found !== undefined) return found;
  if (expr.op === "schema") {
    const key = `${expr.source.name} ${expr.at}`;
    if (open.has(key)) throw new DriftError(`${expr.at}: its references run in a circle`);
    if (open.size > MAX_NESTING) throw new DriftError(`${expr.at}: nested too deeply`);
    open.add(key);
    try {
      found = normSchema(expr);
    } finally {
      open.delete(key);
    }
  } else if (expr.op === "except") {
    const base = norm(expr.of);
    const values = base.string?.values?.filter((value) => value !== expr.value);
    found = values === undefined ? base : { ...base, string: { values } };
  } else {
    const parts = expr.of.map(norm);
    found = expr.op === "any" ? unite(parts) : parts.reduce(meet);
  }
  known.set(expr, found);
  return found;
}
