// Compiles all revisions of a dialect into one JavaScript module. What is the same in several revisions is in it once.
import { type Compiled, compileDefinition, HELPERS } from "./code.ts";
import { hashOf, type Revision, SchemaError } from "./files.ts";

/** Folders of what something can be judged by as a whole. All others are only for what these refer to. */
const ENTRIES = new Set(["events", "bodies"]);

/** Folders whose files are only parts of definitions. */
const PARTS = new Set(["fields", "slots"]);

const folderOf = (name: string): string => name.split("/", 1)[0] ?? "";

/** The definitions of a revision that values are judged by, by name. */
function compileRevision({ schemas }: Revision): [name: string, Compiled][] {
  const compiled = [...schemas.keys()]
    .filter((name) => !PARTS.has(folderOf(name)))
    .map((name): [string, Compiled] => [name, compileDefinition(name, schemas)]);
  const used = new Set(compiled.flatMap(([, definition]) => [...definition.used]));
  for (const [name, { file }] of schemas)
    if (!used.has(name) && !ENTRIES.has(folderOf(name)))
      throw new SchemaError(file, "", "nothing refers to this schema");
  // Objects that only a $ref leads to are part of what refers to them.
  const targets = new Set(compiled.flatMap(([, { slots }]) => slots.flatMap(([, to]) => to)));
  return compiled.filter(([name]) => folderOf(name) !== "objects" || targets.has(`=${name}`));
}

/** The text of a module whose default export is a `CompiledDialect`. @param revisions of one dialect */
export function moduleOf(revisions: readonly Revision[]): string {
  const names = new Map<string, string>();
  /** The name for a text, the same one for the same text. */
  const nameOf = (prefix: string, text: string): string => {
    const name = names.get(text) ?? `${prefix}${names.size}`;
    names.set(text, name);
    return name;
  };
  const tables = revisions.map((revision) => {
    const { dialect, date } = revision;
    const rows = compileRevision(revision).map(([name, { code, slots }]) => {
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
