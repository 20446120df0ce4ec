// Compares our schemas with a published OpenAPI document: npm run schemas:drift -- FILE [--dialect NAME]
// Exits 0 when every difference is explained by the errata of the revision, 1 when one is not or when an erratum
// explains nothing, 2 when the document cannot be used, 4 on a mistake in here.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { readSchemas, REVISIONS } from "./build-schemas.mjs";
import { compareAll } from "./lib/drift-compare.mjs";
import { DriftError } from "./lib/drift-normal.mjs";
import { documentSource, ourSource, readDocument, rootsOf } from "./lib/drift-sources.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const USAGE =
  "usage: npm run schemas:drift -- FILE.openapi.json [--dialect openresponses|openai] [--root FOLDER]";

/** Folders whose files are compared with what refers to them. */
const WITHIN = new Set(["fields", "slots", "objects"]);

/** Text from a document, safe to print and not endless. */
const clean = (text) => {
  const safe = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0).toString(16).padStart(4, "0");
    return `\\u${code}`;
  });
  return safe.length > 400 ? `${safe.slice(0, 400)}…` : safe;
};
const say = (line) => console.log(clean(line));

async function loadRevision(root, dialect) {
  const folder = join(root, "schemas", dialect, REVISIONS[dialect]);
  return { dialect, folder, schemas: await readSchemas(folder) };
}

const eventsOf = ({ schemas }) =>
  new Set([...schemas.keys()].flatMap((name) => /^events\/(.+)$/.exec(name)?.[1] ?? []));

/** The dialect whose events are most like the document's. */
function guess(revisions, types) {
  const scored = revisions.map((revision) => {
    const own = eventsOf(revision);
    const shared = [...types].filter((type) => own.has(type)).length;
    return { revision, shared, likeness: shared / (own.size + types.size - shared) };
  });
  scored.sort((a, b) => b.likeness - a.likeness);
  const [best, next] = scored;
  if (best.shared === 0 || best.likeness === next?.likeness)
    throw new DriftError("the events do not tell which dialect this is: say it with --dialect");
  const counts = scored.map(({ revision, shared }) => `${shared} with ${revision.dialect}`);
  const how = `told from its ${types.size} event types, of which it shares ${counts.join(", ")}`;
  return { revision: best.revision, how };
}

const isText = (value) => typeof value === "string" && value !== "";

/** The errata of a revision, as `{ id, why, differs }`; throws when the file does not have that form. */
async function readErrata(folder) {
  const file = join(folder, "errata.yaml");
  const listed = parse(await readFile(file, "utf8")) ?? [];
  if (!Array.isArray(listed)) throw new DriftError(`${file}: not a list`);
  return listed.map((erratum, i) => {
    const { id, why, differs } = erratum ?? {};
    if (
      ![id, why].every(isText) ||
      !Array.isArray(differs) ||
      differs.length === 0 ||
      !differs.every(isText)
    )
      throw new DriftError(
        `${file}: entry ${i + 1} needs id, why and differs, a list of report lines`,
      );
    return { id, why, differs };
  });
}

const lineOf = ({ definition, pointer, sign }) => `${definition}#${pointer} ${sign}`;

/** Sorts differences into explained ones and others, and finds the errata that explain nothing. */
function explain(differences, errata) {
  const byLine = new Map(differences.map((each) => [lineOf(each), each]));
  const stale = errata.flatMap(({ id, differs }) =>
    differs.filter((line) => !byLine.has(line)).map((line) => ({ id, line })),
  );
  const explained = new Set(errata.flatMap(({ differs }) => differs));
  return { unexplained: differences.filter((each) => !explained.has(lineOf(each))), stale };
}

/** What kind of thing a definition is, for the headings of the report. */
const KINDS = { events: "event", items: "item", parts: "part", tools: "tool", bodies: "body" };

function heading({ definition, sign }) {
  const kind = KINDS[definition.split("/")[0]] ?? "definition";
  if (sign.startsWith("definition-added")) return `new ${kind}: `;
  return sign === "definition-removed" ? `removed ${kind}: ` : "";
}

const places = (list) =>
  list.length === 0
    ? "nowhere"
    : list.slice(0, 3).join(", ") + (list.length > 3 ? ` and ${list.length - 3} more` : "");

/** One difference in three lines: the line that an erratum quotes, what is different, and where. */
function print(each, indent) {
  say(`${indent}${lineOf(each)}`);
  say(`${indent}  ${heading(each)}${each.text}`);
  say(`${indent}  ours: ${places(each.ours)}; document: ${places(each.theirs)}`);
}

/** The explained differences under their errata, then the others, then what is stale. */
function printAll({ differences, errata, unexplained, stale }) {
  const byLine = new Map(differences.map((each) => [lineOf(each), each]));
  if (byLine.size > unexplained.length) say("explained by errata.yaml");
  for (const { id, why, differs } of errata) {
    const found = differs.flatMap((line) => byLine.get(line) ?? []);
    if (found.length > 0) say(`  ${id}: ${why}`);
    for (const each of found) print(each, "    ");
  }
  if (unexplained.length > 0) say("unexplained");
  for (const each of unexplained) print(each, "  ");
  if (stale.length > 0) say("stale errata, whose difference is no longer there");
  for (const { id, line } of stale) say(`  ${id}: ${line}`);
}

const counted = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

async function main(args) {
  let parsed;
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: { dialect: { type: "string" }, root: { type: "string", default: ROOT } },
    });
  } catch (error) {
    throw new DriftError(`${error.message.split(". ")[0]}; ${USAGE}`);
  }
  const { positionals, values } = parsed;
  if (positionals.length !== 1) throw new DriftError(USAGE);
  const asked = values.dialect;
  if (asked !== undefined && !Object.hasOwn(REVISIONS, asked))
    throw new DriftError(`there are no schemas for the dialect "${asked}"; ${USAGE}`);
  const [file] = positionals;
  const document = await readDocument(file);
  const theirs = documentSource(document);
  const roots = rootsOf(document, theirs);
  const dialects = asked === undefined ? Object.keys(REVISIONS) : [asked];
  const revisions = await Promise.all(dialects.map((name) => loadRevision(values.root, name)));
  const { revision, how } =
    asked === undefined
      ? guess(revisions, roots.types)
      : { revision: revisions[0], how: "as asked" };

  const names = [...revision.schemas.keys()].filter((name) => !WITHIN.has(name.split("/")[0]));
  const { differences, compared } = compareAll(ourSource(revision.schemas), roots, names);
  const errata = await readErrata(revision.folder);
  const { unexplained, stale } = explain(differences, errata);

  const { title = "untitled", version = "without version" } = document.info ?? {};
  say(
    `${basename(file)} (${title}, ${version}) and schemas/${revision.dialect}/${REVISIONS[revision.dialect]}`,
  );
  say(`dialect: ${revision.dialect}, ${how}`);
  printAll({ differences, errata, unexplained, stale });
  say(
    "not compared: formats, patterns, lengths, ranges, defaults, and whether other fields are allowed",
  );
  for (const what of theirs.ignored) say(`  ${what}`);
  say(
    `${counted(compared.length, "definition")} compared: ${counted(differences.length, "difference")}, ` +
      `${differences.length - unexplained.length} explained by ${counted(errata.length, "erratum", "errata")}, ` +
      `${unexplained.length} unexplained, ${counted(stale.length, "stale line")} of errata`,
  );
  return unexplained.length + stale.length > 0 ? 1 : 0;
}

/** True of what is wrong with the input rather than with this script. */
const isInput = (error) =>
  error instanceof DriftError || error.name === "SchemaError" || error.code === "ENOENT";

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(clean(`schemas-drift: ${error.message}`));
  if (!isInput(error)) console.error(error.stack);
  process.exitCode = isInput(error) ? 2 : 4;
}
