// The report of `npm run schemas:drift`: what is different, and which errata explain it.
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readDialects } from "./dialects.mjs";
import { compareAll } from "./drift-compare.mjs";
import { DriftError } from "./drift-normal.mjs";
import { documentSource, ourSource, readDocument, rootsOf } from "./drift-sources.mjs";
import { readErrata } from "./errata.mjs";
import { SchemaError } from "./schema-files.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const USAGE =
  "usage: npm run schemas:drift -- FILE.openapi.json [--dialect NAME[@DATE]] [--root FOLDER]";

/**
 * @typedef {import("./drift-compare.mjs").Difference} Difference
 * @typedef {import("./errata.mjs").Erratum} Erratum
 * @typedef {import("./schema-files.mjs").Revision} Revision
 * @typedef {{ id: string, line: string }} Stale a line of an erratum whose difference is gone
 */

/** Folders whose files are compared with what refers to them. */
const WITHIN = new Set(["fields", "slots", "objects"]);

/** Text from a document, safe to print and not endless. @param {string} text */
const clean = (text) => {
  const safe = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
    return `\\u${code}`;
  });
  return safe.length > 400 ? `${safe.slice(0, 400)}…` : safe;
};

/** @param {Revision} revision */
const eventsOf = ({ schemas }) =>
  new Set([...schemas.keys()].flatMap((name) => /^events\/(.+)$/.exec(name)?.[1] ?? []));

/** The revision whose events are most like the document's. @param {Revision[]} revisions @param {Set<string>} types */
function guess(revisions, types) {
  const scored = revisions.map((revision) => {
    const own = eventsOf(revision);
    const shared = [...types].filter((type) => own.has(type)).length;
    return { revision, shared, likeness: shared / (own.size + types.size - shared) };
  });
  scored.sort((a, b) => b.likeness - a.likeness);
  const [best, next] = scored;
  if (!best?.shared || best.likeness === next?.likeness)
    throw new DriftError("the events do not tell which dialect this is: say it with --dialect");
  const counts = scored.map(({ revision, shared }) => `${shared} with ${revision.dialect}`);
  const how = `told from its ${types.size} event types, of which it shares ${counts.join(", ")}`;
  return { revision: best.revision, how };
}

/** @param {Difference} difference */
const lineOf = ({ definition, pointer, sign }) => `${definition}#${pointer} ${sign}`;

/**
 * Sorts differences into explained ones and others, and finds the errata that explain nothing.
 * @param {Difference[]} differences @param {Erratum[]} errata
 */
function explain(differences, errata) {
  const byLine = new Map(differences.map((each) => [lineOf(each), each]));
  const stale = errata.flatMap(({ id, differs }) =>
    differs.filter((line) => !byLine.has(line)).map((line) => ({ id, line })),
  );
  const explained = new Set(errata.flatMap(({ differs }) => differs));
  return { unexplained: differences.filter((each) => !explained.has(lineOf(each))), stale };
}

/** What kind of thing a definition is, for the headings of the report. */
/** @type {Record<string, string>} */
const KINDS = { events: "event", items: "item", parts: "part", tools: "tool", bodies: "body" };

/** @param {Difference} difference */
function heading({ definition, sign }) {
  const kind = KINDS[definition.split("/", 1)[0] ?? ""] ?? "definition";
  if (sign.startsWith("definition-added")) return `new ${kind}: `;
  return sign === "definition-removed" ? `removed ${kind}: ` : "";
}

/** @param {string[]} list */
const places = (list) =>
  list.length === 0
    ? "nowhere"
    : list.slice(0, 3).join(", ") + (list.length > 3 ? ` and ${list.length - 3} more` : "");

/**
 * One difference in three lines: the line that an erratum quotes, what is different, and where.
 * @param {Difference} each @param {string} indent
 */
const linesOf = (each, indent) => [
  `${indent}${lineOf(each)}`,
  `${indent}  ${heading(each)}${each.text}`,
  `${indent}  ours: ${places(each.ours)}; document: ${places(each.theirs)}`,
];

/**
 * The explained differences under their errata, then the others, then what is stale.
 * @param {{ differences: Difference[], errata: Erratum[], unexplained: Difference[], stale: Stale[] }} found
 */
function listAll({ differences, errata, unexplained, stale }) {
  const byLine = new Map(differences.map((each) => [lineOf(each), each]));
  const lines = [];
  if (byLine.size > unexplained.length) lines.push("explained by errata.yaml");
  for (const { id, why, differs } of errata) {
    const found = differs.flatMap((line) => byLine.get(line) ?? []);
    if (found.length > 0) lines.push(`  ${id}: ${why}`);
    for (const each of found) lines.push(...linesOf(each, "    "));
  }
  if (unexplained.length > 0) lines.push("unexplained");
  for (const each of unexplained) lines.push(...linesOf(each, "  "));
  if (stale.length > 0) lines.push("stale errata, whose difference is no longer there");
  for (const { id, line } of stale) lines.push(`  ${id}: ${line}`);
  return lines;
}

/** @param {number} n @param {string} one */
const counted = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** @param {string[]} args */
function readArgs(args) {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { dialect: { type: "string" }, root: { type: "string", default: ROOT } },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new DriftError(USAGE);
  return { file, asked: values.dialect, root: values.root };
}

/** The revision that was asked for; if none was, the newest one of each dialect. @param {string} root @param {string | undefined} asked */
async function candidates(root, asked) {
  const dialects = await readDialects(root);
  const newest = dialects.flatMap(({ revisions }) => revisions.slice(0, 1));
  if (asked === undefined) return newest;
  const [name, date] = asked.split("@");
  const all = dialects.flatMap(({ revisions }) => revisions);
  const found = (date === undefined ? newest : all).find(
    (each) => each.dialect === name && (date ?? each.date) === each.date,
  );
  if (found === undefined)
    throw new DriftError(`there are no schemas for the dialect "${asked}"; ${USAGE}`);
  return [found];
}

/** @param {string[]} args */
async function compare(args) {
  const { file, asked, root } = readArgs(args);
  const revisions = await candidates(root, asked);
  const document = await readDocument(file);
  const theirs = documentSource(document);
  const roots = rootsOf(document, theirs);
  const [first] = revisions;
  const { revision, how } =
    first && asked !== undefined
      ? { revision: first, how: "as asked" }
      : guess(revisions, roots.types);
  const names = [...revision.schemas.keys()].filter(
    (name) => !WITHIN.has(name.split("/", 1)[0] ?? ""),
  );
  const { differences, compared } = compareAll(ourSource(revision.schemas), roots, names);
  const errata = await readErrata(revision);
  const { unexplained, stale } = explain(differences, errata);
  const { title = "untitled", version = "without version" } = document.info ?? {};
  const lines = [
    `${basename(file)} (${title}, ${version}) and schemas/${revision.dialect}/${revision.date}`,
    `dialect: ${revision.dialect}, ${how}`,
    ...listAll({ differences, errata, unexplained, stale }),
    "not compared: formats, patterns, lengths, ranges, defaults, and whether other fields are allowed",
    ...[...theirs.ignored].map((what) => `  ${what}`),
    `${counted(compared.length, "definition")} compared: ${counted(differences.length, "difference")}, ` +
      `${differences.length - unexplained.length} explained by ${counted(errata.length, "erratum", "errata")}, ` +
      `${unexplained.length} unexplained, ${counted(stale.length, "stale line")} of errata`,
  ];
  const code = unexplained.length + stale.length > 0 ? 1 : 0;
  return { code, out: lines.map((line) => `${clean(line)}\n`).join(""), err: "" };
}

/**
 * Compares a document with the schemas of a dialect.
 * @param {string[]} args those of the command line
 * @returns {Promise<{ code: number, out: string, err: string }>} what goes to standard output and standard error; the
 *   code is 0 when every difference is explained by the errata, 1 when one is not or when an erratum explains nothing,
 *   2 when the input cannot be used, 4 on a mistake in here
 */
export async function drift(args) {
  try {
    return await compare(args);
  } catch (error) {
    const { message, stack, code = "" } = /** @type {NodeJS.ErrnoException} */ (error);
    const wrongArgs = code.startsWith("ERR_PARSE_ARGS");
    const known = [DriftError, SchemaError].some((kind) => error instanceof kind);
    const isInput = known || wrongArgs || code === "ENOENT";
    const said = wrongArgs ? `${message.split(". ")[0]}; ${USAGE}` : message;
    const err = `${clean(`schemas-drift: ${said}`)}\n${isInput ? "" : `${stack}\n`}`;
    return { code: isInput ? 2 : 4, out: "", err };
  }
}
