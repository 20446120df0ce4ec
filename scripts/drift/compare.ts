// Finds where our definitions and a document differ. The document is the newer word: "added" is what it has and we
// have not, "removed" what only we have.
import {
  describe,
  labelsOf,
  likeness,
  literal,
  merged,
  narrowed,
  renames,
  typesOf,
} from "./forms.ts";
import { norm } from "./normal.ts";
import {
  anything,
  DriftError,
  type Expr,
  type Form,
  isTrivial,
  type Norm,
  SCALARS,
  schemaAt,
  type Source,
  unique,
} from "./types.ts";
import type { Json } from "../../src/json/json.ts";
import { escapeToken } from "../../src/json/pointer.ts";

/** A place in a definition. */
interface Place {
  definition: string;
  pointer: string;
}

/** Where our definitions and a document differ. */
export interface Difference extends Place {
  /** Its kind, in a form to be matched by. */
  sign: string;
  text: string;
  /** Places in the schemas. */
  ours: string[];
  theirs: string[];
}

/** What a document says of the API. */
interface Document {
  events: Expr;
  /** By the kind of the body. */
  bodies: Map<string, Expr>;
  /** True if it does not tell integers from other numbers. */
  integersUntold?: boolean;
}

/** What those differences are that say the same everywhere. */
const TEXTS: Record<string, string> = {
  "null-added": "the document takes null; ours does not",
  "null-removed": "ours takes null; the document does not",
  "required-added": "the document requires it; ours does not",
  "required-removed": "ours requires it; the document does not",
  "fields-undescribed": "the document describes fields; ours takes any object",
  "fields-removed": "ours describes fields; the document takes any object",
  "definition-removed": "ours has it; the document does not",
};

/** Pairs of places that are looked at; real documents take some thousands. */
const MAX_STEPS = 500_000;

/** The place of a field, or of every element ("*"), below another. */
const below = (at: Place, key: string): Place => ({
  definition: at.definition,
  pointer: `${at.pointer}/${key === "*" ? key : escapeToken(key)}`,
});

const said = (values: Json[]): string => values.map(literal).join(", ");

/** An expression's normal form, or that of anything where nothing is said. */
const orAnything = (expr: Expr | undefined, { at }: { at: string[] }): Norm =>
  expr ? norm(expr) : anything(at);

/**
 * Compares a set of definitions with a document.
 * @param source our definitions
 * @param names of the definitions that are compared
 * @returns the differences, and the names of the definitions that the document has as well
 */
export function compareAll(
  source: Required<Source>,
  { events, bodies, integersUntold = false }: Document,
  names: string[],
): { differences: Difference[]; compared: string[] } {
  /** What the document has for each of our definitions, in all the places where it has it. */
  const met = new Map<string, Map<string, Form>>();
  const queue: [definition: string, form: Form][] = [];
  let differences = new Map<string, Difference>();
  let steps = 0;

  const meetForm = (definition: string | undefined = "", form: Form): void => {
    const forms = met.get(definition) ?? new Map<string, Form>();
    met.set(definition, forms);
    const key = form.at.join(" ");
    if (forms.has(key)) return;
    forms.set(key, form);
    queue.push([definition, form]);
  };

  type Sides = [ours: { at: string[] }, theirs: { at: string[] }];
  const report = (place: Place, [ours, theirs]: Sides, sign: string, text = TEXTS[sign]): void => {
    const key = `${place.definition} ${place.pointer} ${sign}`;
    const known = differences.get(key);
    if (known) known.theirs = unique([...known.theirs, ...theirs.at]);
    else
      differences.set(key, { ...place, sign, text: text ?? "", ours: ours.at, theirs: theirs.at });
  };

  const scalars = (at: Place, ours: Norm, theirs: Norm): void => {
    const both: Sides = [ours, theirs];
    for (const kind of SCALARS) {
      if (!ours[kind] || !theirs[kind]) continue;
      const [a, b] = [ours[kind].values, theirs[kind].values];
      if (a && b) {
        for (const value of b.filter((each) => !a.includes(each)))
          report(
            at,
            both,
            `value-added ${value}`,
            `the document takes ${literal(value)}; ours does not`,
          );
        for (const value of a.filter((each) => !b.includes(each)))
          report(
            at,
            both,
            `value-removed ${value}`,
            `ours takes ${literal(value)}; the document does not`,
          );
      } else if (b)
        report(at, both, "values-closed", `the document takes ${said(b)}; ours takes any ${kind}`);
      else if (a)
        report(at, both, "values-opened", `the document takes any ${kind}; ours only ${said(a)}`);
    }
  };

  const compare = (at: Place, ours: Norm, theirs: Norm): void => {
    if (++steps > MAX_STEPS) throw new DriftError("the document is too large to compare");
    const both: Sides = [ours, theirs];
    const { number } = theirs;
    const alike = integersUntold && number && ours.number ? { ...ours, number } : ours;
    const [a, b] = [typesOf(alike), typesOf(theirs)];
    const types = `the document says ${describe(theirs)}; ours ${describe(ours)}`;
    if (a !== b) report(at, both, `type-changed ${a} > ${b}`, types);
    if (a === "anything" || b === "anything") return;
    if (theirs.null && !ours.null) report(at, both, "null-added");
    if (ours.null && !theirs.null) report(at, both, "null-removed");
    scalars(at, ours, theirs);
    const [mine, yours] = [ours.array?.items, theirs.array?.items];
    if (ours.array && theirs.array && (mine || yours))
      compare(below(at, "*"), orAnything(mine, ours), orAnything(yours, theirs));
    if (ours.object && theirs.object) objects(at, ours, theirs.object);
  };

  const objects = (at: Place, ours: Norm, theirs: Form[]): void => {
    if (ours.dispatch) return slot(ours, theirs);
    const { object: forms = [] } = ours;
    const own = unique(forms.map((form) => form.definition));
    if (own.length === 1 && own[0] !== undefined) {
      for (const form of theirs) meetForm(own[0], form);
      return;
    }
    const told = theirs.filter((form) => !isTrivial(form));
    if (forms.every(isTrivial)) {
      if (told.length > 0) report(at, [ours, merged(told)], "fields-undescribed");
      return;
    }
    if (told.length === 0) return report(at, [ours, merged(theirs)], "fields-removed");
    const matched = forms.map((form): [ours: Form, theirs: Form[]] => [form, []]);
    for (const form of told) {
      const scores = forms.map((one) => likeness(one, form));
      matched[scores.indexOf(Math.max(...scores))]?.[1].push(form);
    }
    for (const [form, theirForms] of matched)
      if (forms.length === 1 || theirForms.length > 0) fields(at, form, merged(theirForms));
      else {
        const list = [...form.required].sort().join(", ");
        const text = `ours has a form of its own that requires ${list}`;
        report(at, [form, { at: [] }], `form-removed ${list}`, text);
      }
  };

  /** A place where the value's type leads to a definition: each of the document's forms goes to the one of its type. */
  const slot = (ours: Norm, theirs: Form[]): void => {
    const folder = ours.dispatch?.at(-1);
    for (const form of theirs)
      for (const label of labelsOf(form)) {
        const target = ours.object?.find((one) => one.label === label);
        const definition = `${folder}/${label ?? "(without a type)"}`;
        const has = [...form.props.keys()].sort().join(", ");
        const text = "the document has this type; ours has no definition of it";
        if (target) meetForm(target.definition, form);
        else if (label !== undefined || !isTrivial(form))
          report({ definition, pointer: "" }, [ours, form], `definition-added ${has}`, text);
      }
  };

  const fields = (at: Place, ours: Form, theirs: Form): void => {
    const renamed = renames(ours, theirs);
    const newNames = new Set(renamed.values());
    for (const [key, expr] of ours.props) {
      const place = below(at, key);
      const [mine, name = key] = [norm(expr), renamed.get(key)];
      const expected = theirs.props.get(name);
      if (expected === undefined) {
        const text = `ours has it (${describe(mine)}); the document does not`;
        report(place, [mine, theirs], "property-removed", text);
        continue;
      }
      const yours = norm(expected);
      const called = `the document calls it ${literal(name)}`;
      if (name !== key) report(place, [mine, yours], `property-renamed ${name}`, called);
      const [must, theyMust] = [ours.required.has(key), theirs.required.has(name)];
      if (theyMust && !must) report(place, [ours, theirs], "required-added");
      if (must && !theyMust) report(place, [ours, theirs], "required-removed");
      compare(place, mine, yours);
    }
    for (const [key, expr] of theirs.props) {
      if (ours.props.has(key) || newNames.has(key)) continue;
      const how = theirs.required.has(key) ? "required" : "optional";
      const yours = norm(expr);
      const text = `the document has it (${describe(yours)}, ${how}); ours does not`;
      report(below(at, key), [ours, yours], "property-added", text);
    }
    if (ours.others || theirs.others)
      compare(below(at, "*"), orAnything(ours.others, ours), orAnything(theirs.others, theirs));
  };

  const whole = (definition: string, theirs: Form[]): void => {
    const ours = norm(source.definition(definition));
    const object = narrowed(definition, ours.object ?? []);
    objects({ definition, pointer: "" }, { ...ours, object }, narrowed(definition, theirs));
  };

  // First find out what the document has for each definition, wherever it stands; one definition of ours serves many
  // of the document's, so they are compared with it together.
  const folder = schemaAt(source, { type: "object", "x-dispatch": "events" }, "events");
  slot(norm(folder), norm(events).object ?? []);
  for (const [kind, expr] of bodies)
    if (names.includes(`bodies/${kind}`))
      for (const form of norm(expr).object ?? []) meetForm(`bodies/${kind}`, form);
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    whole(next[0], [next[1]]);
  differences = new Map(
    [...differences].filter(([, { sign }]) => sign.startsWith("definition-added")),
  );
  for (const [definition, forms] of met) whole(definition, [...forms.values()]);
  for (const name of names)
    if (!met.has(name))
      report(
        { definition: name, pointer: "" },
        [{ at: [`${name}.json#`] }, { at: [] }],
        "definition-removed",
      );
  return { differences: [...differences.values()], compared: [...met.keys()] };
}
