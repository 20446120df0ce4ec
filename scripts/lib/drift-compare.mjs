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
  unique,
} from "./drift-forms.mjs";
import { anything, DriftError, escapeToken, isTrivial, norm, schemaAt } from "./drift-normal.mjs";

/** Pairs of places that are looked at; real documents take some thousands. */
const MAX_STEPS = 500_000;

/** The place of a field, or of every element ("*"), below another. */
const below = (at, key) => ({
  definition: at.definition,
  pointer: `${at.pointer}/${key === "*" ? key : escapeToken(key)}`,
});

/** An expression's normal form, or that of anything where a form says nothing. */
const orAnything = (expr, form) => (expr ? norm(expr) : anything(form.at));

/**
 * Compares a set of definitions with a document.
 * @param source our definitions
 * @param roots `{ events, bodies }` of the document
 * @returns `{ differences, compared }`: each difference as `{ definition, pointer, sign, text, ours, theirs }`, the
 * pointer from the root of what the definition judges, `sign` its kind in a form to be matched by, `ours` and `theirs`
 * lists of places in the schemas; and the names of the definitions that the document has as well
 */
export function compareAll(source, { events, bodies }, names) {
  /** What the document has for each of our definitions, in all the places where it has it. */
  const met = new Map();
  const queue = [];
  let differences = new Map();
  let steps = 0;

  const meetForm = (definition, form) => {
    const forms = met.get(definition) ?? new Map();
    met.set(definition, forms);
    const key = form.at.join(" ");
    if (forms.has(key)) return;
    forms.set(key, form);
    queue.push([definition, form]);
  };
  const report = (at, sign, text, ours, theirs) => {
    const { definition, pointer } = at;
    const key = `${definition} ${pointer} ${sign}`;
    const known = differences.get(key);
    if (known) known.theirs = unique([...known.theirs, ...theirs]);
    else differences.set(key, { definition, pointer, sign, text, ours, theirs });
  };

  const scalars = (at, ours, theirs) => {
    for (const kind of ["string", "number", "boolean"]) {
      if (!ours[kind] || !theirs[kind]) continue;
      const [a, b] = [ours[kind].values, theirs[kind].values];
      const tell = (sign, text) => report(at, sign, text, ours.at, theirs.at);
      if (a === undefined && b === undefined) continue;
      if (a === undefined)
        tell(
          "values-closed",
          `the document takes ${b.map(literal).join(", ")}; ours takes any ${kind}`,
        );
      else if (b === undefined)
        tell(
          "values-opened",
          `the document takes any ${kind}; ours only ${a.map(literal).join(", ")}`,
        );
      else {
        for (const value of b.filter((each) => !a.includes(each)))
          tell(`value-added ${value}`, `the document takes ${literal(value)}; ours does not`);
        for (const value of a.filter((each) => !b.includes(each)))
          tell(`value-removed ${value}`, `ours takes ${literal(value)}; the document does not`);
      }
    }
  };

  const compare = (at, ours, theirs) => {
    if (++steps > MAX_STEPS) throw new DriftError("the document is too large to compare");
    const [a, b] = [typesOf(ours), typesOf(theirs)];
    if (a !== b)
      report(
        at,
        `type-changed ${a} > ${b}`,
        `the document says ${describe(theirs)}; ours ${describe(ours)}`,
        ours.at,
        theirs.at,
      );
    if (a === "anything" || b === "anything") return;
    if (theirs.null && !ours.null)
      report(at, "null-added", "the document takes null; ours does not", ours.at, theirs.at);
    if (ours.null && !theirs.null)
      report(at, "null-removed", "ours takes null; the document does not", ours.at, theirs.at);
    scalars(at, ours, theirs);
    if (ours.array && theirs.array) {
      const [mine, yours] = [ours.array.items, theirs.array.items];
      if (mine || yours)
        compare(
          below(at, "*"),
          mine ? norm(mine) : anything(ours.at),
          yours ? norm(yours) : anything(theirs.at),
        );
    }
    if (ours.object && theirs.object) objects(at, ours, theirs.object);
  };

  const objects = (at, ours, theirs) => {
    if (ours.dispatch) return slot(ours, theirs);
    const own = unique(ours.object.map((form) => form.definition));
    if (own.length === 1 && own[0] !== undefined) {
      for (const form of theirs) meetForm(own[0], form);
      return;
    }
    const told = theirs.filter((form) => !isTrivial(form));
    if (ours.object.every(isTrivial)) {
      if (told.length > 0)
        report(
          at,
          "fields-undescribed",
          "the document describes fields; ours takes any object",
          ours.at,
          merged(told).at,
        );
      return;
    }
    if (told.length === 0) {
      report(
        at,
        "fields-removed",
        "ours describes fields; the document takes any object",
        ours.at,
        merged(theirs).at,
      );
      return;
    }
    if (ours.object.length === 1) return fields(at, ours.object[0], merged(told));
    const matched = new Map(ours.object.map((form) => [form, []]));
    for (const form of told) {
      const scores = ours.object.map((one) => likeness(one, form));
      matched.get(ours.object[scores.indexOf(Math.max(...scores))]).push(form);
    }
    for (const [form, theirForms] of matched)
      if (theirForms.length > 0) fields(at, form, merged(theirForms));
      else {
        const list = [...form.required].sort().join(", ");
        report(
          at,
          `form-removed ${list}`,
          `ours has a form of its own that requires ${list}`,
          form.at,
          [],
        );
      }
  };

  /** A place where the value's type leads to a definition: each of the document's forms goes to the one of its type. */
  const slot = (ours, theirs) => {
    const folder = ours.dispatch.at(-1);
    for (const form of theirs)
      for (const label of labelsOf(form)) {
        const target = ours.object.find((one) => one.label === label);
        if (target) meetForm(target.definition, form);
        else if (label !== undefined || !isTrivial(form))
          report(
            { definition: `${folder}/${label ?? "(without a type)"}`, pointer: "" },
            `definition-added ${[...form.props.keys()].sort().join(", ")}`,
            "the document has this type; ours has no definition of it",
            ours.at,
            form.at,
          );
      }
  };

  const fields = (at, ours, theirs) => {
    const renamed = renames(ours, theirs);
    const newNames = new Set(renamed.values());
    for (const [key, expr] of ours.props) {
      const place = below(at, key);
      const name = renamed.get(key);
      const yours = theirs.props.get(name ?? key);
      if (yours === undefined) {
        report(
          place,
          "property-removed",
          `ours has it (${describe(norm(expr))}); the document does not`,
          norm(expr).at,
          theirs.at,
        );
        continue;
      }
      if (name !== undefined)
        report(
          place,
          `property-renamed ${name}`,
          `the document calls it ${literal(name)}`,
          norm(expr).at,
          norm(yours).at,
        );
      const [must, theyMust] = [ours.required.has(key), theirs.required.has(name ?? key)];
      if (theyMust && !must)
        report(
          place,
          "required-added",
          "the document requires it; ours does not",
          ours.at,
          theirs.at,
        );
      if (must && !theyMust)
        report(
          place,
          "required-removed",
          "ours requires it; the document does not",
          ours.at,
          theirs.at,
        );
      compare(place, norm(expr), norm(yours));
    }
    for (const [key, expr] of theirs.props) {
      if (ours.props.has(key) || newNames.has(key)) continue;
      const how = theirs.required.has(key) ? "required" : "optional";
      report(
        below(at, key),
        "property-added",
        `the document has it (${describe(norm(expr))}, ${how}); ours does not`,
        ours.at,
        norm(expr).at,
      );
    }
    if (ours.others || theirs.others) {
      compare(below(at, "*"), orAnything(ours.others, ours), orAnything(theirs.others, theirs));
    }
  };

  const whole = (definition, theirs) => {
    const ours = norm(source.definition(definition));
    const object = narrowed(definition, ours.object ?? []);
    objects({ definition, pointer: "" }, { ...ours, object }, narrowed(definition, theirs));
  };

  const start = () => {
    const folders = schemaAt(source, { type: "object", "x-dispatch": "events" }, "events");
    slot(norm(folders), norm(events).object ?? []);
    for (const [kind, expr] of bodies)
      if (names.includes(`bodies/${kind}`))
        for (const form of norm(expr).object ?? []) meetForm(`bodies/${kind}`, form);
  };

  // First find out what the document has for each definition, wherever it stands; one definition of ours serves many
  // of the document's, so they are compared with it together.
  start();
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    whole(next[0], [next[1]]);
  const found = [...differences.values()].filter(({ sign }) => sign.startsWith("definition-added"));
  differences = new Map(
    found.map((each) => [`${each.definition} ${each.pointer} ${each.sign}`, each]),
  );
  for (const [definition, forms] of met) whole(definition, [...forms.values()]);
  for (const name of names)
    if (!met.has(name))
      report(
        { definition: name, pointer: "" },
        "definition-removed",
        "ours has it; the document does not",
        [`${name}.json#`],
        [],
      );
  return { differences: [...differences.values()], compared: [...met.keys()] };
}
