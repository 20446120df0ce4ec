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
} from "./drift-forms.mjs";
import {
  anything,
  DriftError,
  escapeToken,
  isTrivial,
  norm,
  schemaAt,
  unique,
} from "./drift-normal.mjs";

/**
 * @typedef {import("./drift-normal.mjs").Expr} Expr
 * @typedef {import("./drift-normal.mjs").Form} Form
 * @typedef {import("./drift-normal.mjs").Norm} Norm
 * @typedef {import("./drift-normal.mjs").OurSource} OurSource
 * @typedef {{ definition: string, pointer: string }} Place a place in a definition
 * @typedef {Place & { sign: string, text: string, ours: string[], theirs: string[] }} Difference `sign` is its kind, in a
 *   form to be matched by; `ours` and `theirs` are places in the schemas
 */

/** Pairs of places that are looked at; real documents take some thousands. */
const MAX_STEPS = 500_000;

/** The place of a field, or of every element ("*"), below another. @param {Place} at @param {string} key @returns {Place} */
const below = (at, key) => ({
  definition: at.definition,
  pointer: `${at.pointer}/${key === "*" ? key : escapeToken(key)}`,
});

/** An expression's normal form, or that of anything where nothing is said. @param {Expr | undefined} expr @param {{ at: string[] }} around */
const orAnything = (expr, { at }) => (expr ? norm(expr) : anything(at));

/**
 * Compares a set of definitions with a document.
 * @param {OurSource} source our definitions
 * @param {{ events: Expr, bodies: Map<string, Expr> }} roots of the document
 * @param {string[]} names of the definitions that are compared
 * @returns the differences, and the names of the definitions that the document has as well
 */
export function compareAll(source, { events, bodies }, names) {
  /** What the document has for each of our definitions, in all the places where it has it. */
  /** @type {Map<string, Map<string, Form>>} */
  const met = new Map();
  /** @type {[definition: string, form: Form][]} */
  const queue = [];
  /** @type {Map<string, Difference>} */
  let differences = new Map();
  let steps = 0;

  /** @param {string | undefined} definition @param {Form} form */
  const meetForm = (definition = "", form) => {
    const forms = met.get(definition) ?? new Map();
    met.set(definition, forms);
    const key = form.at.join(" ");
    if (forms.has(key)) return;
    forms.set(key, form);
    queue.push([definition, form]);
  };

  /**
   * Notes differences at one place. @returns a function that takes what kind one is, and its text
   * @param {Place} place @param {{ at: string[] }} ours @param {{ at: string[] }} theirs
   */
  const reporter = ({ definition, pointer }, ours, theirs) => {
    /** @param {string} sign @param {string} text */
    return (sign, text) => {
      const key = `${definition} ${pointer} ${sign}`;
      const known = differences.get(key);
      if (known) known.theirs = unique([...known.theirs, ...theirs.at]);
      else
        differences.set(key, { definition, pointer, sign, text, ours: ours.at, theirs: theirs.at });
    };
  };

  /** @param {Place} at @param {Norm} ours @param {Norm} theirs */
  const scalars = (at, ours, theirs) => {
    const report = reporter(at, ours, theirs);
    for (const kind of /** @type {const} */ (["string", "number", "boolean"])) {
      if (!ours[kind] || !theirs[kind]) continue;
      const [a, b] = [ours[kind].values, theirs[kind].values];
      const takes = (b ?? [`any ${kind}`]).map((each) => (b ? literal(each) : each)).join(", ");
      if (a === undefined && b === undefined) continue;
      if (a === undefined)
        report("values-closed", `the document takes ${takes}; ours takes any ${kind}`);
      else if (b === undefined)
        report(
          "values-opened",
          `the document takes ${takes}; ours only ${a.map(literal).join(", ")}`,
        );
      else {
        for (const value of b.filter((each) => !a.includes(each)))
          report(`value-added ${value}`, `the document takes ${literal(value)}; ours does not`);
        for (const value of a.filter((each) => !b.includes(each)))
          report(`value-removed ${value}`, `ours takes ${literal(value)}; the document does not`);
      }
    }
  };

  /** @param {Place} at @param {Norm} ours @param {Norm} theirs */
  const compare = (at, ours, theirs) => {
    if (++steps > MAX_STEPS) throw new DriftError("the document is too large to compare");
    const report = reporter(at, ours, theirs);
    const [a, b] = [typesOf(ours), typesOf(theirs)];
    if (a !== b)
      report(
        `type-changed ${a} > ${b}`,
        `the document says ${describe(theirs)}; ours ${describe(ours)}`,
      );
    if (a === "anything" || b === "anything") return;
    if (theirs.null && !ours.null) report("null-added", "the document takes null; ours does not");
    if (ours.null && !theirs.null) report("null-removed", "ours takes null; the document does not");
    scalars(at, ours, theirs);
    const [mine, yours] = [ours.array?.items, theirs.array?.items];
    if (ours.array && theirs.array && (mine || yours))
      compare(below(at, "*"), orAnything(mine, ours), orAnything(yours, theirs));
    if (ours.object && theirs.object) objects(at, ours, theirs.object);
  };

  /** @param {Place} at @param {Norm} ours @param {Form[]} theirs */
  const objects = (at, ours, theirs) => {
    if (ours.dispatch) return slot(ours, theirs);
    const { object: forms = [] } = ours;
    const own = unique(forms.map((form) => form.definition));
    if (own.length === 1 && own[0] !== undefined) {
      for (const form of theirs) meetForm(own[0], form);
      return;
    }
    const told = theirs.filter((form) => !isTrivial(form));
    if (forms.every(isTrivial)) {
      if (told.length > 0)
        reporter(
          at,
          ours,
          merged(told),
        )("fields-undescribed", "the document describes fields; ours takes any object");
      return;
    }
    if (told.length === 0)
      return reporter(
        at,
        ours,
        merged(theirs),
      )("fields-removed", "ours describes fields; the document takes any object");
    /** @type {[ours: Form, theirs: Form[]][]} */
    const matched = forms.map((form) => [form, []]);
    for (const form of told) {
      const scores = forms.map((one) => likeness(one, form));
      matched[scores.indexOf(Math.max(...scores))]?.[1].push(form);
    }
    for (const [form, theirForms] of matched)
      if (forms.length === 1 || theirForms.length > 0) fields(at, form, merged(theirForms));
      else {
        const list = [...form.required].sort().join(", ");
        const text = `ours has a form of its own that requires ${list}`;
        reporter(at, form, { at: [] })(`form-removed ${list}`, text);
      }
  };

  /**
   * A place where the value's type leads to a definition: each of the document's forms goes to the one of its type.
   * @param {Norm} ours @param {Form[]} theirs
   */
  const slot = (ours, theirs) => {
    const folder = ours.dispatch?.at(-1);
    for (const form of theirs)
      for (const label of labelsOf(form)) {
        const target = ours.object?.find((one) => one.label === label);
        const definition = `${folder}/${label ?? "(without a type)"}`;
        if (target) meetForm(target.definition, form);
        else if (label !== undefined || !isTrivial(form))
          reporter(
            { definition, pointer: "" },
            ours,
            form,
          )(
            `definition-added ${[...form.props.keys()].sort().join(", ")}`,
            "the document has this type; ours has no definition of it",
          );
      }
  };

  /** @param {Place} at @param {Form} ours @param {Form} theirs */
  const fields = (at, ours, theirs) => {
    const renamed = renames(ours, theirs);
    const newNames = new Set(renamed.values());
    for (const [key, expr] of ours.props) {
      const place = below(at, key);
      const [mine, name = key] = [norm(expr), renamed.get(key)];
      const expected = theirs.props.get(name);
      if (expected === undefined) {
        const text = `ours has it (${describe(mine)}); the document does not`;
        reporter(place, mine, theirs)("property-removed", text);
        continue;
      }
      const yours = norm(expected);
      if (name !== key)
        reporter(
          place,
          mine,
          yours,
        )(`property-renamed ${name}`, `the document calls it ${literal(name)}`);
      const report = reporter(place, ours, theirs);
      const [must, theyMust] = [ours.required.has(key), theirs.required.has(name)];
      if (theyMust && !must) report("required-added", "the document requires it; ours does not");
      if (must && !theyMust) report("required-removed", "ours requires it; the document does not");
      compare(place, mine, yours);
    }
    for (const [key, expr] of theirs.props) {
      if (ours.props.has(key) || newNames.has(key)) continue;
      const how = theirs.required.has(key) ? "required" : "optional";
      const yours = norm(expr);
      const text = `the document has it (${describe(yours)}, ${how}); ours does not`;
      reporter(below(at, key), ours, yours)("property-added", text);
    }
    if (ours.others || theirs.others)
      compare(below(at, "*"), orAnything(ours.others, ours), orAnything(theirs.others, theirs));
  };

  /** @param {string} definition @param {Form[]} theirs */
  const whole = (definition, theirs) => {
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
      reporter(
        { definition: name, pointer: "" },
        { at: [`${name}.json#`] },
        { at: [] },
      )("definition-removed", "ours has it; the document does not");
  return { differences: [...differences.values()], compared: [...met.keys()] };
}
