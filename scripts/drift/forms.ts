// The forms of objects: how they are told apart, put together, matched and described.
import { norm, stringsOf } from "./normal.ts";
import { any, type Expr, type Form, type Norm, SCALARS, schemaAt, unique } from "./types.ts";

export const literal = (value: unknown): string => JSON.stringify(value);

const NAMES = ["object", "array", "string", "number", "boolean"] as const;

const kindsOf = (found: Norm): string[] =>
  NAMES.filter((kind) => found[kind]).map((kind) =>
    kind === "number" && found.number?.integer ? "integer" : kind,
  );

const isAnything = (found: Norm): boolean =>
  found.null === true &&
  NAMES.every((kind) => found[kind]) &&
  !found.number?.integer &&
  SCALARS.every((kind) => found[kind]?.values === undefined);

/** The types of a place in words, null left out. */
export const typesOf = (found: Norm): string =>
  isAnything(found) ? "anything" : kindsOf(found).join(" or ") || "null";

/** A place in words: its types with null, and its values where they are few by law. */
export function describe(found: Norm): string {
  if (isAnything(found)) return "anything";
  const words = kindsOf(found).map((kind) => {
    const scalar = SCALARS.find((name) => name === (kind === "integer" ? "number" : kind));
    const values = scalar && found[scalar]?.values;
    return values === undefined ? kind : `${kind} of ${values.map(literal).join(", ")}`;
  });
  if (found.null) words.push("null");
  return words.join(" or ") || "nothing";
}

/** The type values that a form is for; one undefined when it is not told. */
export function labelsOf(form: Form): (string | undefined)[] {
  const type = form.props.get("type");
  return (type && stringsOf(type)) ?? [undefined];
}

/** Several forms as one: what all require is required, what any describes is described. */
export function merged(forms: Form[]): Form {
  const [first] = forms;
  if (first && forms.length === 1) return first;
  const props = new Map<string, Expr[]>();
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

/** How well two forms fit: by the fields they share and require, and by fixed values that agree or exclude each other. */
export function likeness(ours: Form, theirs: Form): number {
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
function signature(form: Form, key: string): string {
  const expr = form.props.get(key);
  return `${form.required.has(key)} ${expr && describe(norm(expr))}`;
}

const words = (key: string): string[] => key.split("_");
const related = (a: string, b: string): boolean => words(a).some((word) => words(b).includes(word));

/** Fields that one side has lost and the other gained, alike in all but the name: [ours, theirs]. */
export function renames(ours: Form, theirs: Form): Map<string, string> {
  const gone = [...ours.props.keys()].filter((key) => !theirs.props.has(key));
  const come = [...theirs.props.keys()].filter((key) => !ours.props.has(key));
  const fits = (a: string, b: string): boolean => signature(ours, a) === signature(theirs, b);
  const pairs = gone.flatMap((a) => {
    const candidates = come.filter((b) => fits(a, b));
    const named = candidates.filter((b) => related(a, b));
    const [b] = named.length === 1 ? named : candidates;
    const unambiguous = named.length === 1 || (candidates.length === 1 && ours.required.has(a));
    const alone = b !== undefined && gone.filter((other) => fits(other, b)).length === 1;
    return unambiguous && alone ? [[a, b] as const] : [];
  });
  return new Map(pairs.filter(([, b]) => pairs.filter(([, other]) => other === b).length === 1));
}

/** A form that serves several types, seen as the form of the one that the definition is for. */
export function narrowed(definition: string, forms: Form[]): Form[] {
  const label = definition.slice(definition.lastIndexOf("/") + 1);
  return forms.map((form) => {
    const labels = labelsOf(form);
    const said = form.props.get("type");
    if (labels.length < 2 || !labels.includes(label) || said === undefined) return form;
    const source = { name: "narrowed", ignored: new Set<string>() };
    const type = schemaAt(source, { const: label }, norm(said).at[0] ?? "");
    return { ...form, props: new Map(form.props).set("type", type) };
  });
}
