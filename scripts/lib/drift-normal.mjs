// Brings any schema, ours or a published one, to one normal form: which JSON types a place takes, which values, and for
// objects the forms they may have. References and combinations are gone in it; one level is worked out at a time, so
// that recursive documents are no trouble.

/**
 * @typedef {string | number | boolean | null} Scalar
 * @typedef {{ values?: Scalar[] | undefined, integer?: boolean }} Scalars the values that are taken, or all; of numbers
 *   perhaps only integers
 * @typedef {object} Norm the normal form of a place; a kind that is absent is not taken
 * @property {string[]} at the places in the schemas that say so
 * @property {true} [null]
 * @property {Scalars} [boolean]
 * @property {Scalars} [string]
 * @property {Scalars} [number]
 * @property {{ items?: Expr }} [array]
 * @property {Form[]} [object] the forms that it may have
 * @property {string[] | undefined} [dispatch] folders in which its `type` names a definition
 * @typedef {object} Form one form of an object
 * @property {Set<string>} required
 * @property {Map<string, Expr>} props
 * @property {Expr | undefined} others what other fields hold
 * @property {Set<string>} absent
 * @property {string | undefined} definition ours, that judges it
 * @property {string | undefined} label the `type` that it is for
 * @property {string[]} at
 * @typedef {{ op: "schema", source: Source, node: any, at: string }} SchemaExpr a schema where it stands
 * @typedef {SchemaExpr | { op: "all" | "any", of: Expr[] } | { op: "except", of: Expr, value: Scalar }} Expr
 * @typedef {object} Source where schemas come from
 * @property {string} name
 * @property {Set<string>} ignored what is not compared
 * @property {(ref: string, from: SchemaExpr) => { expr: Expr, definition?: string | undefined }} [resolve]
 * @property {(name: string) => Expr} [definition]
 * @property {(folders: string[]) => { definition: string, label: string, expr: Expr }[]} [members] of the definitions in
 *   some folders
 * @typedef {Required<Source>} OurSource
 */

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

/** @template T @param {Iterable<T>} list @returns {T[]} */
export const unique = (list) => [...new Set(list)];
/** @param {unknown} value @returns {value is Record<string, any>} */
export const isPlain = (value) =>
  value !== null && typeof value === "object" && !Array.isArray(value);
/** @param {string} token */
export const escapeToken = (token) => token.replaceAll("~", "~0").replaceAll("/", "~1");

/**
 * An expression: a schema where it stands, or several of which all, or any, hold. It is worked out by `norm`.
 * @param {Source} source @param {any} node @param {string} at @returns {SchemaExpr}
 */
export const schemaAt = (source, node, at) => ({ op: "schema", source, node, at });
/** @param {Expr[]} of @returns {Expr} */
const all = (of) => (of.length === 1 && of[0] ? of[0] : { op: "all", of });
/** @param {Expr[]} of @returns {Expr} */
export const any = (of) => (of.length === 1 && of[0] ? of[0] : { op: "any", of });

/** @param {string[]} at @returns {Form} */
const trivialForm = (at) => ({
  required: new Set(),
  props: new Map(),
  others: undefined,
  absent: new Set(),
  definition: undefined,
  label: undefined,
  at,
});

/** True of a form that says nothing but "an object". @param {Form} form */
export const isTrivial = (form) =>
  form.props.size === 0 &&
  form.required.size === 0 &&
  form.others === undefined &&
  form.definition === undefined &&
  form.label === undefined;

/** The normal form of a place that takes anything. @param {string[]} at @returns {Required<Omit<Norm, "dispatch">>} */
export const anything = (at) => ({
  at,
  null: true,
  boolean: {},
  string: {},
  number: { integer: false },
  array: {},
  object: [trivialForm(at)],
});

const KINDS = /** @type {const} */ (["null", "boolean", "string", "number", "array", "object"]);
const SCALARS = /** @type {const} */ (["boolean", "string", "number"]);

/** A copy that keeps some kinds only. @param {Norm} norm @param {readonly string[]} kinds @returns {Norm} */
function only(norm, kinds) {
  const left = KINDS.filter((kind) => norm[kind] && kinds.includes(kind));
  const kept = Object.fromEntries(left.map((kind) => [kind, norm[kind]]));
  return { at: norm.at, dispatch: norm.dispatch, ...kept };
}

/** @template T @param {T[] | undefined} a @param {T[] | undefined} b */
const common = (a, b) =>
  a === undefined ? b : b === undefined ? a : a.filter((value) => b.includes(value));

/** The finite list of strings that an expression takes; undefined when it takes others too. @param {Expr} expr */
export function stringsOf(expr) {
  const found = norm(expr);
  const kinds = KINDS.filter((kind) => found[kind]);
  const values = kinds.length === 1 ? found.string?.values : undefined;
  return /** @type {string[] | undefined} */ (values);
}

/** Both forms at once; undefined when no object can have both. @param {Form} a @param {Form} b */
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
      if (form.required.has(key) && one && other && common(one, other)?.length === 0)
        return undefined;
      form.props.set(key, all([before, expr]));
    }
  }
  for (const key of form.absent) if (form.required.has(key)) return undefined;
  form.others = a.others && b.others ? all([a.others, b.others]) : (a.others ?? b.others);
  return form;
}

/** What both take. @param {Norm} a @param {Norm} b @returns {Norm} */
function meet(a, b) {
  /** @type {Norm} */
  const met = { at: unique([...a.at, ...b.at]), dispatch: a.dispatch ?? b.dispatch };
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

/** What any of them takes. @param {Norm[]} norms @returns {Norm} */
function unite(norms) {
  /** @type {Norm} */
  const united = { at: unique(norms.flatMap(({ at }) => at)) };
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

/** What a list of values, from `enum` or `const`, takes. @param {any[]} values @param {string} at @returns {Norm} */
function fromValues(values, at) {
  /** @type {Norm} */
  const norm = { at: [at] };
  if (values.includes(null)) norm.null = true;
  if (values.some(Array.isArray)) norm.array = {};
  if (values.some(isPlain)) norm.object = [trivialForm([at])];
  for (const kind of SCALARS) {
    const own = values.filter((value) => typeof value === kind);
    const integer = own.every(Number.isInteger);
    if (own.length > 0) norm[kind] = { values: own, integer };
  }
  return norm;
}

/** @param {unknown} type @param {string} at */
function typeNorm(type, at) {
  const whole = anything([at]);
  const names = /** @type {string[]} */ ([type].flat());
  const known = new Set([...KINDS, "integer"].map(String));
  const odd = names.find((name) => !known.has(name));
  if (odd !== undefined)
    throw new DriftError(`${at}/type: there is no type ${JSON.stringify(odd)}`);
  const norm = only(whole, names);
  if (names.includes("integer") && !names.includes("number")) norm.number = { integer: true };
  return norm;
}

/** A keyword that holds a list; nothing when it is not there. @param {any} node @param {string} key @param {string} at @returns {any[]} */
function listOf(node, key, at) {
  if (node[key] === undefined || Array.isArray(node[key])) return node[key] ?? [];
  throw new DriftError(`${at}/${key}: not a list`);
}

/** @param {SchemaExpr} expr @returns {Form} */
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

/**
 * The members of a union, each given the value of the discriminator that leads to it if it does not say so itself.
 * @param {SchemaExpr} expr @param {any[]} list @param {string} key
 */
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

/**
 * `if`: the value falls under the condition and has the one form, or does not and has the other.
 * @param {Norm} base @param {SchemaExpr} expr
 */
function conditional(base, expr) {
  const { source, node, at } = expr;
  /** @param {string} key */
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
  const holds = formOf(schemaAt(source, condition, `${at}/if`));
  const fails = trivialForm([]);
  const before = base.object?.[0]?.props.get(key);
  if (value === undefined) fails.absent.add(key);
  else if (before !== undefined) fails.props.set(key, { op: "except", of: before, value });
  /** @param {Form} form @param {Norm} then */
  const under = (form, then) => meet(meet(base, { ...anything([]), object: [form] }), then);
  return unite([under(holds, yes), under(fails, no)]);
}

/**
 * The forms that a slot takes: those of every definition in the folders it names, each under its type.
 * @param {Norm} base @param {SchemaExpr} expr @returns {Norm}
 */
function dispatched(base, { source, node }) {
  /** @type {string[]} */
  const folders = [node["x-dispatch"]].flat();
  const typed = base.object?.[0]?.props.get("type");
  const allowed = typed && stringsOf(typed);
  /** @type {Map<string, Form>} */
  const forms = new Map();
  for (const { definition, label, expr } of source.members?.(folders) ?? []) {
    if (forms.has(label) || (allowed && !allowed.includes(label))) continue;
    forms.set(label, { ...trivialForm(norm(expr).at), definition, label });
  }
  return { ...base, dispatch: folders, object: [...forms.values()] };
}

/** @param {SchemaExpr} expr @returns {Norm} */
function normSchema(expr) {
  const { source, node, at } = expr;
  if (node === true) return anything([at]);
  if (node === false) return { at: [at] };
  if (!isPlain(node)) throw new DriftError(`${at}: not a schema`);
  const { definition: ours } = source;
  for (const key of IGNORED) if (node[key] !== undefined) source.ignored.add(key);
  if (!ours && node.if !== undefined) source.ignored.add("if");
  const here = anything([at]);
  let found = node.type === undefined ? /** @type {Norm} */ (here) : typeNorm(node.type, at);
  /** @param {Norm} more */
  const add = (more) => (found = meet(found, more));
  // Documents often leave out the type where they list properties.
  if (isPlain(node.properties) && node.type === undefined) add(typeNorm("object", at));
  const ref = node.$ref ?? node.$recursiveRef;
  const target = ref === undefined ? undefined : source.resolve?.(ref, expr);
  if (target !== undefined) {
    const resolved = norm(target.expr);
    add(tagged(resolved, target.definition));
    found.at = resolved.at;
  }
  const fixed = node["x-definition"];
  if (ours && fixed !== undefined) add(tagged(norm(ours(fixed)), fixed));
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

/** @param {Norm} norm @param {string | undefined} definition @returns {Norm} */
function tagged(norm, definition) {
  if (definition === undefined || norm.object === undefined) return norm;
  return { ...norm, object: norm.object.map((form) => ({ ...form, definition })) };
}

/** @type {WeakMap<Expr, Norm>} */
const known = new WeakMap();
/** @type {Set<string>} */
const open = new Set();

/** Works out one level of an expression. @param {Expr} expr @returns {Norm} */
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
