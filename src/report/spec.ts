import type { RunResult } from "../result/run.ts";

type DialectInfo = Pick<RunResult["dialects"][number], "name" | "title" | "specs">;

/** The URL of a short spec reference: that of the longest prefix known, with the rest of the reference after it. */
export function specUrl(reference: string, specs: Record<string, string>): string | undefined {
  let best: string | undefined;
  for (const prefix of Object.keys(specs)) {
    if (!reference.startsWith(prefix) || prefix.length <= (best?.length ?? 0)) continue;
    const next = reference[prefix.length];
    if (next === undefined || "#/:-".includes(next)) best = prefix;
  }
  return best === undefined ? undefined : `${specs[best]}${reference.slice(best.length)}`;
}

/** The prefix of spec references to the document of a dialect: its name without a revision. */
const documentOf = (dialect: string): string => dialect.split("@", 1)[0] ?? dialect;

/** A spec reference for a reader: the document, the place in it, and the URL. */
export function specPlace(
  reference: string,
  dialects: readonly DialectInfo[],
): { named: string; url: string | undefined } {
  const document = reference.split(/[#:]/, 1)[0] ?? reference;
  const title = dialects.find(({ name }) => documentOf(name) === document)?.title;
  const place = reference.slice(document.length + 1);
  const named = title === undefined ? reference : place === "" ? title : `${title}, ${place}`;
  for (const { specs } of dialects) {
    const url = specUrl(reference, specs);
    if (url !== undefined) return { named, url };
  }
  return { named, url: undefined };
}

/** A spec reference as one line: the document, the place in it, and the URL. */
export function specLine(reference: string, dialects: readonly DialectInfo[]): string {
  const { named, url } = specPlace(reference, dialects);
  return url === undefined ? named : `${named}: ${url}`;
}

/** The end of a reference to an event of output_text, which stands for the same event of every family of text. */
const ofOutputText = /\/response\/output_text\/(delta|done)$/;

/**
 * The references of a rule for one of its findings. A rule on texts names the events of output_text alone; the finding may be
 * about the same event of another family.
 * @param about type of the event that the finding is about, if its message names one
 */
export function specsAbout(references: readonly string[], about: unknown): string[] {
  const [, family = "output_text", kind] =
    /^response\.(\w+)\.(delta|done)$/.exec(String(about)) ?? [];
  return references.map((reference) =>
    ofOutputText.exec(reference)?.[1] === kind
      ? reference.replace(ofOutputText, `/response/${family}/${kind}`)
      : reference,
  );
}

/** The reference for a dialect: the first of that dialect, else the first of all. */
export function specFor(references: readonly string[], dialect: string): string | undefined {
  return references.find((reference) => reference.startsWith(documentOf(dialect))) ?? references[0];
}
