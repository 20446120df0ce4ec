// Compiles all revisions of a dialect into one JavaScript module. What is the same in several revisions is in it once.
import standalone from "ajv/dist/standalone/index.js";
import { newAjv } from "./ajv.ts";
import { compileRevision } from "./compile.ts";
import { hashOf, type Revision } from "./files.ts";

/** The text of a module whose default export is a `CompiledDialect`. @param revisions of one dialect */
export function moduleOf(revisions: readonly Revision[]): string {
  const ajv = newAjv();
  const ids = new Map<string, string>();
  const exported: Record<string, string> = {};
  /** The name of each object that the tables refer to, by its text. */
  const names = new Map<string, string>();
  const tables = revisions.map((revision) => {
    const { dialect, date } = revision;
    const rows = compileRevision(revision, ajv, ids).map(([name, { id, slots }]) => {
      exported[id] = id;
      const text = `{ validate: ${id}, slots: ${JSON.stringify(slots)} }`;
      names.set(text, names.get(text) ?? `definition${names.size}`);
      return `${JSON.stringify(name)}: ${names.get(text)},\n`;
    });
    const head = JSON.stringify({ dialect, revision: date, hash: hashOf(revision) }).slice(1, -1);
    return `${JSON.stringify(date)}: { ${head}, definitions: {\n${rows.join("")}} },\n`;
  });
  return [
    standalone.default(ajv, exported),
    ...[...names].map(([text, name]) => `const ${name} = ${text};`),
    `export default {\n${tables.join("")}};\n`,
  ].join("\n");
}
