// The forms of objects: how they are told apart, put together, matched and described.
import { any, norm, schemaAt, stringsOf, unique } from "./drift-normal.mjs";

/**
 * @typedef {import("./drift-normal.mjs").Expr} Expr
 * @typedef {import("./drift-normal.mjs").Form} Form
 * @typedef {import("./drift-normal.mjs").Norm} Norm
 */

/** @param {unknown} value */
export const literal = (value) => JSON.stringify(value);

const SCALARS = /** @type {const} */ (["string", "number", "boolean"]);
const NAMES = /** @type {const} */ (["object", "array", ...SCALARS]);

/** @param {Norm} found */
const kindsOf = (found) =>
  NAMES.filter((kind) => found[kind]).map((kind) =>
    kind === "number" && found.number?.integer ? "integer" : kind,
  );

/** @param {Norm} found */
const isAnything = (found) =>
  found.null === true &&
  NAMES.every((kind) => found[kind]) &&
  !found.number?.integer &&
  SCALARS.every((kind) => found[kind]?.values === undefined);

/** The types of a place in words, null left out. @param {Norm} found */
export const typesOf = (found) =>
  isAnything(found) ? "anything" : kindsOf(found).join(" or ") || "null";

/** A place in words: its types with null, and its values where they are few by law. @param {Norm} found */
export function describe(found) {
  if (isAnything(found)) return "anything";
  const words = kindsOf(found).map((kind) => {
    const scalar = SCALARS.find((name) => name === (kind === "integer" ? "number" : kind));
    const values = scalar && found[scalar]?.values;
    return values === undefined ? kind : `${kind} of ${values.map(literal).join(", ")}`;
  });
  if (found.null) words.push("null");
  return words.join(" or ") || "nothing";
}

/** The type values that a form is for; one undefined when it is not told. @param {Form} form @returns {(string | undefined)[]} */
export function labelsOf(form) {
  const type = form.props.get("type");
  return (type && stringsOf(type)) ?? [undefined];
}

/** Several forms as one: what all require is required, what any describes is described. @param {Form[]} forms @returns {Form} */
export function merged(forms) {
  const [first] = forms;
  if (first && forms.length === 1) return first;
  /** @type {Map<string, Expr[]>} */
  const props = new Map();
  for (const form of forms)
    for (const [key, expr] of form.props) props.set(key, [...(props.get(key) ?? []), expr]);
  const others = forms.flatMap((form) => form.others ?? []);
  return {
    required: new Set(
      [...(first?.required ?? [])].filter((key) => forms.every((form) => form.required.has(key))),
    ),
    props: new Map([...props].map(([key, exprs]) => [key, any(unique(exprs))])),
    others: others.length === 0 ? undefined : any(unique(others)),
    absent: new Set(),
    definition: undefined,
    label: undefined,
    at: unique(forms.flatMap((form) => form.at)),
  };
}

/**
 * How well two forms fit: by the fields they share and require, and by fixed values that agree or exclude each other.
 * @param {Form} ours @param {Form} theirs
 */
export function likeness(ours, theirs) {
  let score = 0;
  for (const [key, expr] of theirs.props) {
    const own = ours.props.get(key);
    if (own === undefined) score -= theirs.required.has(key) ? 2 : 0;
    else {
      const [a, b] = [stringsOf(own), stringsOf(expr)];
      if (a && b) score += a.some((value) => b.includes(value)) ? 3 : -20;
      else score += 1;
    }
  }
  for (const key of ours.required) if (!theirs.props.has(key)) score -= 2;
  return score;
}

/** What must be alike for a field to be taken for the same one under another name. @param {Form} form @param {string} key */
function signature(form, key) {
  const expr = form.props.get(key);
  return `${form.required.has(key)} ${expr && describe(norm(expr))}`;
}

/** @param {string} key */
const words = (key) => key.split("_");
/** @param {string} a @param {string} b */
const related = (a, b) => words(a).some((word) => words(b).includes(word));

/**
 * Fields that one side has lost and the other gained, alike in all but the name: [ours, theirs].
 * @param {Form} ours @param {Form} theirs
 */
export function renames(ours, theirs) {
  const gone = [...ours.props.keys()].filter((key) => !theirs.props.has(key));
  const come = [...theirs.props.keys()].filter((key) => !ours.props.has(key));
  /** @param {string} a @param {string} b */
  const fits = (a, b) => signature(ours, a) === signature(theirs, b);
  const pairs = gone.flatMap((a) => {
    const candidates = come.filter((b) => fits(a, b));
    const named = candidates.filter((b) => related(a, b));
    const [b] = named.length === 1 ? named : candidates;
    const unambiguous = named.length === 1 || (candidates.length === 1 && ours.required.has(a));
    const alone = b !== undefined && gone.filter((other) => fits(other, b)).length === 1;
    return unambiguous && alone ? [/** @type {const} */ ([a, b])] : [];
  });
  return new Map(pairs.filter(([, b]) => pairs.filter(([, other]) => other === b).length === 1));
}

/**
 * A form that serves several types, seen as the form of the one that the definition is for.
 * @param {string} definition @param {Form[]} forms @returns {Form[]}
 */
export function narrowed(definition, forms) {
  const label = definition.slice(definition.lastIndexOf("/") + 1);
  return forms.map((form) => {
    const labels = labelsOf(form);
    const said = form.props.get("type");
    if (labels.length < 2 || !labels.includes(label) || said === undefined) return form;
    const source = { name: "narrowed", ignored: new Set() };
    const type = schemaAt(source, { const: label }, norm(said).at[0] ?? "");
    return { ...form, props: new Map(form.props).set("type", type) };
  });
}
