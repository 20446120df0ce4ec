// Brings any schema, ours or a published one, to one normal form: which JSON types a place takes, which values, and for
// objects the forms they may have. References and combinations are gone in it; one level is worked out at a time, so
// that recursive documents are no trouble.

/** The input cannot be used: told in one line. */
export class DriftError extends Error {}

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

const unique = (list) => [...new Set(list)];
const isPlain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
export const escapeToken = (token) => token.replaceAll("~", "~0").replaceAll("/", "~1");

/** An expression: a schema where it stands, or several of which all, or any, hold. It is worked out by `norm`. */
export const schemaAt = (source, node, at) => ({ op: "schema", source, node, at });
const all = (of) => (of.length === 1 ? of[0] : { op: "all", of });
export const any = (of) => (of.length === 1 ? of[0] : { op: "any", of });

const trivialForm = (at) => ({
  required: new Set(),
  props: new Map(),
  others: undefined,
  absent: new Set(),
  definition: undefined,
  label: undefined,
  at,
});

/** True of a form that says nothing but "an object". */
export const isTrivial = (form) =>
  form.props.size === 0 &&
  form.required.size === 0 &&
  form.others === undefined &&
  form.definition === undefined &&
  form.label === undefined;

/** The normal form of a place that takes anything. */
export const anything = (at) => ({
  at,
  null: true,
  boolean: {},
  string: {},
  number: { integer: false },
  array: {},
  object: [trivialForm(at)],
});

const KINDS = ["null", "boolean", "string", "number", "array", "object"];

/** A copy that keeps some kinds only. */
function only(norm, kinds) {
  const kept = { at: norm.at, dispatch: norm.dispatch };
  for (const kind of KINDS) if (kinds.includes(kind) && norm[kind]) kept[kind] = norm[kind];
  return kept;
}

const common = (a, b) =>
  a === undefined ? b : b === undefined ? a : a.filter((value) => b.includes(value));

const allowsNone = (scalar) => scalar.values?.length === 0;

/** The finite list of strings that an expression takes; undefined when it takes others too. */
export function stringsOf(expr) {
  const found = norm(expr);
  const kinds = KINDS.filter((kind) => found[kind]);
  return kinds.length === 1 && kinds[0] === "string" ? found.string.values : undefined;
}

/** Both forms at once; undefined when no object can have both. */
function meetForms(a, b) {
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
      if (form.required.has(key) && one && other && common(one, other).length === 0)
        return undefined;
      form.props.set(key, all([before, expr]));
    }
  }
  for (const key of form.absent) if (form.required.has(key)) return undefined;
  form.others = a.others && b.others ? all([a.others, b.others]) : (a.others ?? b.others);
  return form;
}

function meet(a, b) {
  const met = { at: unique([...a.at, ...b.at]), dispatch: a.dispatch ?? b.dispatch };
  if (a.null && b.null) met.null = true;
  for (const kind of ["boolean", "string", "number"]) {
    if (!a[kind] || !b[kind]) continue;
    const values = common(a[kind].values, b[kind].values);
    const scalar = values === undefined ? {} : { values };
    if (kind === "number") scalar.integer = a.number.integer || b.number.integer;
    if (!allowsNone(scalar)) met[kind] = scalar;
  }
  if (a.array && b.array) {
    const items = [a.array.items, b.array.items].filter((each) => each !== undefined);
    met.array = items.length === 0 ? {} : { items: all(items) };
  }
  if (a.object && b.object) {
    if (a.object.length * b.object.length > MAX_FORMS)
      throw new DriftError(`${a.at[0] ?? b.at[0]}: too many combinations of forms`);
    const forms = a.object.flatMap((one) => b.object.map((other) => meetForms(one, other)));
    met.object = forms.filter((form) => form !== undefined);
    if (met.object.length === 0) delete met.object;
  }
  return met;
}

function unite(norms) {
  const united = { at: unique(norms.flatMap(({ at }) => at)) };
  united.dispatch = norms.find(({ dispatch }) => dispatch)?.dispatch;
  if (norms.some((each) => each.null)) united.null = true;
  for (const kind of ["boolean", "string", "number"]) {
    const present = norms.flatMap((each) => each[kind] ?? []);
    if (present.length === 0) continue;
    const open = present.some(({ values }) => values === undefined);
    united[kind] = open ? {} : { values: unique(present.flatMap(({ values }) => values)) };
    if (kind === "number") united.number.integer = present.every(({ integer }) => integer);
  }
  const arrays = norms.flatMap(({ array }) => array ?? []);
  if (arrays.length > 0)
    united.array = arrays.some(({ items }) => items === undefined)
      ? {}
      : { items: any(arrays.map(({ items }) => items)) };
  const forms = norms.flatMap(({ object }) => object ?? []);
  if (forms.length > MAX_FORMS) throw new DriftError(`${united.at[0]}: too many forms`);
  if (forms.length > 0) united.object = forms;
  return united;
}

/** What a list of values, from `enum` or `const`, takes. */
function fromValues(values, at) {
  const norm = { at: [at] };
  for (const value of values) {
    if (value === null) norm.null = true;
    else if (Array.isArray(value)) norm.array = {};
    else if (typeof value === "object") norm.object = [trivialForm([at])];
    else {
      const kind = typeof value;
      norm[kind] ??= kind === "number" ? { values: [], integer: true } : { values: [] };
      norm[kind].values.push(value);
      if (kind === "number") norm.number.integer &&= Number.isInteger(value);
    }
  }
  return norm;
}

function typeNorm(type, at) {
  const whole = anything([at]);
  const names = [type].flat();
  const odd = names.find((name) => name !== "integer" && !KINDS.includes(name));
  if (odd !== undefined)
    throw new DriftError(`${at}/type: there is no type ${JSON.stringify(odd)}`);
  const norm = only(whole, names);
  if (names.includes("integer") && !names.includes("number")) norm.number = { integer: true };
  return norm;
}

/** A keyword that holds a list; nothing when it is not there. */
function listOf(node, key, at) {
  if (node[key] === undefined || Array.isArray(node[key])) return node[key] ?? [];
  throw new DriftError(`${at}/${key}: not a list`);
}

function formOf({ source, node, at }) {
  const form = trivialForm([at]);
  for (const [key, sub] of Object.entries(isPlain(node.properties) ? node.properties : {}))
    form.props.set(key, schemaAt(source, sub, `${at}/properties/${escapeToken(key)}`));
  for (const key of listOf(node, "required", at)) {
    if (typeof key !== "string") throw new DriftError(`${at}/required: not a list of names`);
    form.required.add(key);
    // Required without being described: it must be there, and may be anything.
    if (node.properties && !form.props.has(key))
      form.props.set(key, schemaAt(source, true, `${at}/required`));
  }
  const others = node.additionalProperties;
  if (isPlain(others) && Object.keys(others).length > 0)
    form.others = schemaAt(source, others, `${at}/additionalProperties`);
  return form;
}

/** The members of a union, each given the value of the discriminator that leads to it if it does not say so itself. */
function members({ source, node, at }, list, key) {
  const property = node.discriminator?.propertyName;
  const mapping = isPlain(node.discriminator?.mapping) ? node.discriminator.mapping : {};
  return list.map((sub, i) => {
    const member = schemaAt(source, sub, `${at}/${key}/${i}`);
    if (typeof property !== "string" || typeof sub?.$ref !== "string") return norm(member);
    const own = norm(member).object?.every((form) => {
      const expr = form.props.get(property);
      return expr !== undefined && stringsOf(expr) !== undefined;
    });
    if (own !== false) return norm(member);
    const name = sub.$ref.slice(sub.$ref.lastIndexOf("/") + 1);
    const mapped = Object.keys(mapping).filter((value) =>
      [sub.$ref, name].includes(mapping[value]),
    );
    const said = { properties: { [property]: { enum: mapped.length > 0 ? mapped : [name] } } };
    return meet(norm(member), norm(schemaAt(source, said, `${at}/discriminator`)));
  });
}

/** `if`: the value falls under the condition and has the one form, or does not and has the other. */
function conditional(base, { source, node, at }) {
  const branch = (key) =>
    node[key] === undefined ? anything([]) : norm(schemaAt(source, node[key], `${at}/${key}`));
  let [yes, no] = [branch("then"), branch("else")];
  let condition = node.if;
  if (isPlain(condition?.not)) [condition, yes, no] = [condition.not, no, yes];
  if (typeof condition.type === "string" && Object.keys(condition).length === 1) {
    const rest = KINDS.filter((kind) => kind !== condition.type);
    return unite([meet(only(base, [condition.type]), yes), meet(only(base, rest), no)]);
  }
  const [key, ...more] = condition.required ?? [];
  if (key === undefined || more.length > 0)
    throw new DriftError(`${at}/if: this form of condition is not understood`);
  const value = condition.properties?.[key]?.const;
  const holds = formOf({ source, node: condition, at: `${at}/if` });
  const fails = trivialForm([]);
  const before = base.object?.[0]?.props.get(key);
  if (value === undefined) fails.absent.add(key);
  else if (before !== undefined) fails.props.set(key, { op: "except", of: before, value });
  const under = (form, then) => meet(meet(base, { ...anything([]), object: [form] }), then);
  return unite([under(holds, yes), under(fails, no)]);
}

/** The forms that a slot takes: those of every definition in the folders it names, each under its type. */
function dispatched(base, { source, node }) {
  const folders = [node["x-dispatch"]].flat();
  const typed = base.object?.[0]?.props.get("type");
  const allowed = typed && stringsOf(typed);
  const forms = new Map();
  for (const { definition, label, expr } of source.members(folders)) {
    if (forms.has(label) || (allowed && !allowed.includes(label))) continue;
    forms.set(label, { ...trivialForm(norm(expr).at), definition, label });
  }
  return { ...base, dispatch: folders, object: [...forms.values()] };
}

function normSchema(expr) {
  const { source, node, at } = expr;
  if (node === true) return anything([at]);
  if (node === false) return { at: [at] };
  if (!isPlain(node)) throw new DriftError(`${at}: not a schema`);
  const ours = source.definition !== undefined;
  for (const key of IGNORED) if (node[key] !== undefined) source.ignored.add(key);
  if (!ours && node.if !== undefined) source.ignored.add("if");
  const here = anything([at]);
  let found = node.type === undefined ? here : typeNorm(node.type, at);
  const add = (more) => (found = meet(found, more));
  // Documents often leave out the type where they list properties.
  if (isPlain(node.properties) && node.type === undefined) add(typeNorm("object", at));
  const ref = node.$ref ?? node.$recursiveRef;
  if (ref !== undefined) {
    const target = source.resolve(ref, expr);
    const resolved = norm(target.expr);
    add(tagged(resolved, target.definition));
    found.at = resolved.at;
  }
  const fixed = node["x-definition"];
  if (ours && fixed !== undefined) add(tagged(norm(source.definition(fixed)), fixed));
  if (node.const !== undefined) add(fromValues([node.const], at));
  if (node.enum !== undefined) add(fromValues(listOf(node, "enum", at), at));
  const form = formOf(expr);
  if (!isTrivial(form)) add({ ...here, object: [form] });
  if (node.items !== undefined)
    add({ ...here, array: { items: schemaAt(source, node.items, `${at}/items`) } });
  for (const [i, sub] of listOf(node, "allOf", at).entries())
    add(norm(schemaAt(source, sub, `${at}/allOf/${i}`)));
  for (const key of ["anyOf", "oneOf"])
    if (node[key] !== undefined) add(unite(members(expr, listOf(node, key, at), key)));
  if (ours && node.if !== undefined) found = conditional(found, expr);
  if (ours && node["x-dispatch"] !== undefined) found = dispatched(found, expr);
  if (node.nullable === true) found = { ...found, null: true };
  return found;
}

function tagged(norm, definition) {
  if (definition === undefined || norm.object === undefined) return norm;
  return { ...norm, object: norm.object.map((form) => ({ ...form, definition })) };
}

const known = new WeakMap();
const open = new Set();

/**
 * Works out one level of an expression.
 * @returns `{ at, null?, boolean?, string?, number?, array?, object? }`: a kind that is absent is not taken; scalars
 * carry `values` when only those are taken; an array its `items`; an object the list of forms it may have.
 */
export function norm(expr) {
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
