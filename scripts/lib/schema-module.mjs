// Compiles all revisions of a dialect into one JavaScript module. Definitions that are the same in several revisions are one.
import { Ajv2020 } from "ajv/dist/2020.js";
import { compileDefinition, HELPERS } from "./schema-code.mjs";
import { hashOf, SchemaError } from "./schema-files.mjs";

/** @typedef {import("./schema-files.mjs").Revision} Revision */

/** Folders of what something can be judged by as a whole. All others are only for what these refer to. */
const ENTRIES = new Set(["events", "bodies"]);

/** Folders whose files are only parts of definitions. */
const PARTS = new Set(["fields", "slots"]);

/** @param {string} name */
const folderOf = (name) => name.split("/")[0] ?? "";

/** Throws a SchemaError when a file is not a valid schema of draft 2020-12. @param {Revision} revision */
function checkAgainstDraft({ schemas }) {
  const draft = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: false });
  const validate = draft.getSchema("https://json-schema.org/draft/2020-12/schema");
  for (const { file, schema } of schemas.values())
    if (validate?.(schema) === false) {
      const [error] = validate.errors ?? [];
      throw new SchemaError(file, error?.instancePath ?? "", error?.message ?? "not a schema");
    }
}

/** The definitions of a revision that values are judged by, compiled. @param {Revision} revision */
function compileRevision(revision) {
  const { schemas } = revision;
  checkAgainstDraft(revision);
  const compiled = [...schemas.keys()]
    .filter((name) => !PARTS.has(folderOf(name)))
    .map((name) => ({ name, ...compileDefinition(name, schemas) }));
  const used = new Set(compiled.flatMap((definition) => [...definition.used]));
  for (const [name, { file }] of schemas)
    if (!used.has(name) && !ENTRIES.has(folderOf(name)))
      throw new SchemaError(file, "", "nothing refers to this schema");
  // Objects that only a $ref leads to are part of what refers to them.
  const targets = new Set(compiled.flatMap(({ slots }) => slots.flatMap(([, to]) => to)));
  return compiled.filter(({ name }) => folderOf(name) !== "objects" || targets.has(`=${name}`));
}

/**
 * The text of a module whose default export is `CompiledDialect` of src/schema/compiled.ts.
 * @param {readonly Revision[]} revisions of one dialect
 */
export function moduleOf(revisions) {
  /** @type {Map<string, string>} */
  const names = new Map();
  /** The name for a text, the same one for the same text. @param {string} prefix @param {string} text */
  const nameOf = (prefix, text) => {
    const name = names.get(text) ?? `${prefix}${names.size}`;
    names.set(text, name);
    return name;
  };
  const tables = revisions.map((revision) => {
    const { dialect, date } = revision;
    const rows = compileRevision(revision).map(({ name, code, slots }) => {
      const validate = nameOf("validate", code);
      const definition = `{ validate: ${validate}, slots: ${JSON.stringify(slots)} }`;
      return `${JSON.stringify(name)}: ${nameOf("definition", definition)},\n`;
    });
    const head = JSON.stringify({ dialect, revision: date, hash: hashOf(revision) }).slice(1, -1);
    return `${JSON.stringify(date)}: { ${head}, definitions: {\n${rows.join("")}} },\n`;
  });
  // Arrow functions would take longer to load.
  const statements = [...names].map(([text, name]) =>
    name.startsWith("validate") ? `function ${name}${text}\n` : `const ${name} = ${text};\n`,
  );
  return `${HELPERS}${statements.join("")}export default {\n${tables.join("")}};\n`;
}
