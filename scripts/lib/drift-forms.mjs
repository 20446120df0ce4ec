// The forms of objects: how they are told apart, put together, matched and described.
import { any, norm, schemaAt, stringsOf } from "./drift-normal.mjs";

export const unique = (list) => [...new Set(list)];
export const literal = (value) => JSON.stringify(value);

const NAMES = ["object", "array", "string", "number", "boolean"];

const kindsOf = (found) =>
  NAMES.filter((kind) => found[kind]).map((kind) =>
    kind === "number" && found.number.integer ? "integer" : kind,
  );

const isAnything = (found) =>
  found.null === true &&
  NAMES.every((kind) => found[kind]) &&
  !found.number.integer &&
  ["boolean", "string", "number"].every((kind) => found[kind].values === undefined);

/** The types of a place in words, null left out. */
export const typesOf = (found) =>
  isAnything(found) ? "anything" : kindsOf(found).join(" or ") || "null";

/** A place in words: its types with null, and its values where they are few by law. */
export function describe(found) {
  if (isAnything(found)) return "anything";
  const words = kindsOf(found).map((kind) => {
    const { values } =
      kind === "array" || kind === "object" ? {} : found[kind === "integer" ? "number" : kind];
    return values === undefined ? kind : `${kind} of ${values.map(literal).join(", ")}`;
  });
  if (found.null) words.push("null");
  return words.join(" or ") || "nothing";
}

/** The type values that a form is for; one undefined when it is not told. */
export function labelsOf(form) {
  const type = form.props.get("type");
  return (type && stringsOf(type)) ?? [undefined];
}

/** Several forms as one: what all require is required, what any describes is described. */
export function merged(forms) {
  if (forms.length === 1) return forms[0];
  const props = new Map();
  for (const form of forms)
    for (const [key, expr] of form.props) props.set(key, [...(props.get(key) ?? []), expr]);
  const others = forms.flatMap((form) => form.others ?? []);
  return {
    required: new Set(
      [...forms[0].required].filter((key) => forms.every((form) => form.required.has(key))),
    ),
    props: new Map([...props].map(([key, exprs]) => [key, any(unique(exprs))])),
    others: others.length === 0 ? undefined : any(unique(others)),
    absent: new Set(),
    definition: undefined,
    label: undefined,
    at: unique(forms.flatMap((form) => form.at)),
  };
}

/** How well two forms fit: by the fields they share and require, and by fixed values that agree or exclude each other. */
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

/** What must be alike for a field to be taken for the same one under another name. */
function signature(form, key) {
  const expr = form.props.get(key);
  return `${form.required.has(key)} ${describe(norm(expr))}`;
}

const words = (key) => key.split("_");
const related = (a, b) => words(a).some((word) => words(b).includes(word));

/** Fields that one side has lost and the other gained, alike in all but the name: [ours, theirs]. */
export function renames(ours, theirs) {
  const gone = [...ours.props.keys()].filter((key) => !theirs.props.has(key));
  const come = [...theirs.props.keys()].filter((key) => !ours.props.has(key));
  const fits = (a, b) => signature(ours, a) === signature(theirs, b);
  const pairs = gone.flatMap((a) => {
    const candidates = come.filter((b) => fits(a, b));
    const named = candidates.filter((b) => related(a, b));
    const [b] = named.length === 1 ? named : candidates;
    const unambiguous = named.length === 1 || (candidates.length === 1 && ours.required.has(a));
    return unambiguous && gone.filter((other) => fits(other, b)).length === 1 ? [[a, b]] : [];
  });
  return new Map(pairs.filter(([, b]) => pairs.filter(([, other]) => other === b).length === 1));
}

/** A form that serves several types, seen as the form of the one that the definition is for. */
export function narrowed(definition, forms) {
  const label = definition.slice(definition.lastIndexOf("/") + 1);
  return forms.map((form) => {
    const labels = labelsOf(form);
    if (labels.length < 2 || !labels.includes(label)) return form;
    const type = schemaAt(
      { name: "narrowed", ignored: new Set() },
      { const: label },
      norm(form.props.get("type")).at[0],
    );
    return { ...form, props: new Map(form.props).set("type", type) };
  });
}
