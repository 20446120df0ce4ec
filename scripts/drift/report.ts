// The report of `npm run schemas:drift`: what is different, and which errata explain it.
import { basename, isAbsolute } from "node:path";
import { parseArgs } from "node:util";
import { type JsonObject, stringAt } from "../../src/json/json.ts";
import { readDialects } from "../schemas/dialects.ts";
import { type Erratum, readErrata } from "../schemas/errata.ts";
import { type Revision, SchemaError } from "../schemas/files.ts";
import { compareAll, type Difference } from "./compare.ts";
import { documentSource, ourSource, readDocument, rootsOf } from "./sources.ts";
import { DriftError } from "./types.ts";

const USAGE =
  "usage: npm run schemas:drift -- FILE.openapi.json or --sdk openai@VERSION, and [--dialect NAME[@DATE]]";

/** Folders whose files are compared with what refers to them. */
const WITHIN = new Set(["fields", "slots", "objects"]);

/** Text from a document, safe to print and not endless. */
const clean = (text: string): string => {
  const safe = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
    return `\\u${code}`;
  });
  return safe.length > 400 ? `${safe.slice(0, 400)}…` : safe;
};

const eventsOf = ({ schemas }: Revision): Set<string> =>
  new Set([...schemas.keys()].flatMap((name) => /^events\/(.+)$/.exec(name)?.[1] ?? []));

const nameOf = ({ dialect, date }: Revision): string => `${dialect}@${date}`;

/** The revision whose events are most like the document's; of several that are alike, the newest. */
function guess(revisions: Revision[], types: Set<string>): { revision: Revision; how: string } {
  const scored = revisions.map((revision) => {
    const own = eventsOf(revision);
    const shared = [...types].filter((type) => own.has(type)).length;
    return { revision, shared, likeness: shared / (own.size + types.size - shared) };
  });
  scored.sort((a, b) => b.likeness - a.likeness);
  const [best] = scored;
  const next = scored.find(({ revision }) => revision.dialect !== best?.revision.dialect);
  if (!best?.shared || best.likeness === next?.likeness)
    throw new DriftError("the events do not tell which dialect this is: say it with --dialect");
  const counts = scored.map(({ revision, shared }) => `${shared} with ${nameOf(revision)}`);
  const how = `told from its ${types.size} event types, of which it shares ${counts.join(", ")}`;
  return { revision: best.revision, how };
}

const lineOf = ({ definition, pointer, sign }: Difference): string =>
  `${definition}#${pointer} ${sign}`;

/** What is different, and what of that the errata explain. */
interface Found {
  differences: Difference[];
  errata: Erratum[];
  unexplained: Difference[];
  /** Lines of errata whose difference is gone. */
  stale: { id: string; line: string }[];
}

/** Sorts differences into explained ones and others, and finds the errata that explain nothing. */
function explain(differences: Difference[], errata: Erratum[]): Found {
  const byLine = new Map(differences.map((each) => [lineOf(each), each]));
  const stale = errata.flatMap(({ id, differs }) =>
    differs.filter((line) => !byLine.has(line)).map((line) => ({ id, line })),
  );
  const explained = new Set(errata.flatMap(({ differs }) => differs));
  const unexplained = differences.filter((each) => !explained.has(lineOf(each)));
  return { differences, errata, unexplained, stale };
}

/** What kind of thing a definition is, for the headings of the report. */
const KINDS: Record<string, string> = {
  events: "event",
  items: "item",
  parts: "part",
  tools: "tool",
  bodies: "body",
};

function heading({ definition, sign }: Difference): string {
  const kind = KINDS[definition.split("/", 1)[0] ?? ""] ?? "definition";
  if (sign.startsWith("definition-added")) return `new ${kind}: `;
  return sign === "definition-removed" ? `removed ${kind}: ` : "";
}

const places = (list: string[]): string =>
  list.length === 0
    ? "nowhere"
    : list.slice(0, 3).join(", ") + (list.length > 3 ? ` and ${list.length - 3} more` : "");

/** One difference in three lines: the line that an erratum quotes, what is different, and where. */
const linesOf = (each: Difference, indent: string): string[] => [
  `${indent}${lineOf(each)}`,
  `${indent}  ${heading(each)}${each.text}`,
  `${indent}  ours: ${places(each.ours)}; document: ${places(each.theirs)}`,
];

/** The explained differences under their errata, then the others, then what is stale. */
function listAll({ differences, errata, unexplained, stale }: Found): string[] {
  const byLine = new Map(differences.map((each) => [lineOf(each), each]));
  const lines: string[] = [];
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

const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;

/** The revision that was asked for; if none was, all of every dialect, the newest of each first. */
async function candidates(root: string, asked: string | undefined): Promise<Revision[]> {
  const dialects = await readDialects(root);
  const all = dialects.flatMap(({ revisions }) => revisions);
  if (asked === undefined) return all;
  const [name, date] = asked.split("@");
  const found = all.find((each) => each.dialect === name && (date ?? each.date) === each.date);
  if (found !== undefined) return [found];
  throw new DriftError(`there are no schemas for the dialect "${asked}"; ${USAGE}`);
}

/** The types of an SDK as a document: of an unpacked one in a folder, or of one that npm installs. */
async function sdkAt(asked: string): Promise<JsonObject> {
  // Loaded when it is needed: it takes longer than all else.
  const { installedSdkDocument, sdkDocument } = await import("./sdk.ts");
  return isAbsolute(asked) ? sdkDocument(asked) : installedSdkDocument(asked);
}

async function compare(root: string, args: string[]): Promise<{ lines: string[]; code: number }> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { dialect: { type: "string" }, sdk: { type: "string" } },
  });
  const [asked, ...more] = [...positionals, ...(values.sdk === undefined ? [] : [values.sdk])];
  if (asked === undefined || more.length > 0) throw new DriftError(USAGE);
  const revisions = await candidates(root, values.dialect);
  const isSdk = values.sdk !== undefined;
  const document = isSdk ? await sdkAt(asked) : await readDocument(asked);
  const theirs = documentSource(document);
  const roots = rootsOf(document, theirs);
  const [first] = revisions;
  const { revision, how } =
    first && values.dialect !== undefined
      ? { revision: first, how: "as asked" }
      : guess(revisions, roots.types);
  const names = [...revision.schemas.keys()].filter(
    (name) => !WITHIN.has(name.split("/", 1)[0] ?? ""),
  );
  const { differences, compared } = compareAll(
    ourSource(revision.schemas),
    // TypeScript has one type for all numbers.
    { ...roots, integersUntold: isSdk },
    names,
  );
  const found = explain(differences, readErrata(revision));
  const { errata, unexplained, stale } = found;
  const title = stringAt(document["info"], "title") ?? "untitled";
  const version = stringAt(document["info"], "version") ?? "without version";
  const lines = [
    `${basename(asked)} (${title}, ${version}) and schemas/${revision.dialect}/${revision.date}`,
    `dialect: ${nameOf(revision)}, ${how}`,
    ...listAll(found),
    "not compared: formats, patterns, lengths, ranges, defaults, and whether other fields are allowed",
    ...[...theirs.ignored].map((what) => `  ${what}`),
    `${counted(compared.length, "definition")} compared: ${counted(differences.length, "difference")}, ` +
      `${differences.length - unexplained.length} explained by ${counted(errata.length, "erratum", "errata")}, ` +
      `${unexplained.length} unexplained, ${counted(stale.length, "stale line")} of errata`,
  ];
  return { lines, code: unexplained.length + stale.length > 0 ? 1 : 0 };
}

/**
 * Compares a document with the schemas of a dialect.
 * @param root the folder that has `suites/` and `schemas/`
 * @param args those of the command line
 * @returns what goes to standard output and standard error; the code is 0 when every difference is explained by the
 *   errata, 1 when one is not or when an erratum explains nothing, 2 when the input cannot be used, 4 on a mistake in here
 */
export async function drift(
  root: string,
  args: string[],
): Promise<{ code: number; out: string; err: string }> {
  try {
    const { lines, code } = await compare(root, args);
    return { code, out: lines.map((line) => `${clean(line)}\n`).join(""), err: "" };
  } catch (error) {
    const { message, stack, code = "" } = error as NodeJS.ErrnoException;
    const wrongArgs = code.startsWith("ERR_PARSE_ARGS");
    const known = [DriftError, SchemaError].some((kind) => error instanceof kind);
    const isInput = known || wrongArgs || code === "ENOENT";
    const said = wrongArgs ? `${message.split(". ")[0]}; ${USAGE}` : message;
    const err = `${clean(`schemas-drift: ${said}`)}\n${isInput ? "" : `${stack}\n`}`;
    return { code: isInput ? 2 : 4, out: "", err };
  }
}
