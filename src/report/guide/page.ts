import type { RuleInfo } from "../../result/finding.ts";
import type { RuleGuide } from "../../result/guide.ts";
import type { RunResult } from "../../result/run.ts";
import { textBlock } from "../markdown.ts";
import { plain } from "../paint.ts";
import { specLine } from "../spec.ts";
import { exampleLines } from "./example.ts";

type Dialects = RunResult["dialects"];

/** The options of pages about rules. */
export interface PageOptions {
  dialects: Dialects;
  /** Ids of all rules; a text that names one gets a link. */
  rules: ReadonlySet<string>;
}

/** One of our texts as Markdown: code in backticks is code, everything else is escaped. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith("`")
        ? part
        : part
            .replaceAll("&", "&amp;")
            .replaceAll("<", "&lt;")
            .replaceAll(/[\\*[\]|]/g, String.raw`\$&`),
    )
    .join("");
}

/** A text as a sentence: with a capital and a full stop. A name at its start keeps its case. */
const sentence = (text: string): string =>
  `${text.replace(/^[a-z](?=[a-z]*[ ,])/, (letter) => letter.toUpperCase())}.`;

/** Prose in which the ids of other rules are links. */
const linked = (text: string, { rules }: PageOptions, own: string): string =>
  prose(text).replaceAll(/`([a-z0-9-]+\/[a-z0-9-]+)`/g, (code, id: string) =>
    rules.has(id) && id !== own ? `[${code}](../${id}.md)` : code,
  );

/** The address of a GitHub thread; the same form works for an issue and a pull request. */
export const threadUrl = (thread: string): string =>
  `https://github.com/${thread.replace("#", "/issues/")}`;

/** The address of the newest version of a file on GitHub. */
const codeUrl = (repository: string, path: string): string =>
  `https://github.com/${repository}/blob/HEAD/${path}`;

const specLink = (reference: string, dialects: Dialects): string => {
  const [, named = "", url = ""] = /^(.*): (https?:\S+)$/.exec(specLine(reference, dialects)) ?? [];
  return url === "" ? prose(reference) : `[${prose(named)}](${url})`;
};

/** A page of Markdown about a rule: why clients break on a violation, how to fix it, a failing example, and references. */
export function rulePage(rule: RuleInfo, guide: RuleGuide, options: PageOptions): string {
  const { dialects } = options;
  const { example } = guide;
  const lines = [
    `# ${rule.id}`,
    "",
    sentence(prose(rule.title)),
    "",
    "| dialect | level |",
    "| --- | --- |",
    ...dialects.map(
      ({ name, title }) => `| ${title} | ${(rule.requirement[name] ?? "off").toUpperCase()} |`,
    ),
    "",
    "## Why clients break",
    "",
    linked(guide.why, options, rule.id),
    "",
  ];
  if (guide.clients.length > 0)
    lines.push(
      "Tried with real clients:",
      "",
      ...guide.clients.map(
        ({ client, fault, does }) => `- \`${client}\` ${prose(does)} (${prose(fault)}).`,
      ),
      "",
    );
  if (guide.code.length > 0)
    lines.push(
      `Seen in the code of ${guide.code
        .map(({ client, repository, path }) => `[${client}](${codeUrl(repository, path)})`)
        .join(", ")}.`,
      "",
    );
  lines.push("## How to fix it", "", linked(guide.fix, options, rule.id), "");
  if (guide.right !== undefined) lines.push(...textBlock(guide.right.split("\n")), "");
  lines.push(
    "## A failing example",
    "",
    `${sentence(prose(example.fault))}`,
    "",
    ...textBlock(exampleLines(example, rule, dialects, plain)),
    "",
    "The rule is tested with these faults:",
    "",
    ...guide.faults.map((name) => `- ${prose(name)}`),
    "",
    "## Messages",
    "",
    ...Object.values(rule.messages).map(
      (text) => `- ${prose(text.replaceAll(/\{\{(\w+)\}\}/g, "<$1>"))}`,
    ),
    "",
  );
  if (guide.bugs.length > 0)
    lines.push(
      "## Reported bugs",
      "",
      ...guide.bugs.map(
        ({ server, thread, symptom }) =>
          `- [${thread}](${threadUrl(thread)}), ${prose(server)}: ${prose(symptom ?? "")}`,
      ),
      "",
    );
  lines.push(
    "## Specification",
    "",
    ...rule.spec.map((reference) => `- ${specLink(reference, dialects)}`),
    "",
    `[All rules](../README.md) · \`responses-conformance explain ${rule.id}\` prints this page in the terminal.`,
    "",
  );
  return lines.join("\n");
}

/** The list of all rules, by family, as a page of Markdown. */
export function rulesPage(
  rules: readonly RuleInfo[],
  families: Readonly<Record<string, string>>,
  { dialects }: PageOptions,
): string {
  const lines = [
    "# Rules",
    "",
    `${rules.length} rules judge every exchange. Each rule has a page, which explains why clients break on a violation and how to fix it. \`responses-conformance explain RULE\` prints the same text. \`npm run docs\` writes these pages.`,
    "",
  ];
  for (const [family, about] of Object.entries(families)) {
    const own = rules.filter(({ id }) => id.startsWith(`${family}/`));
    lines.push(
      `## ${family}`,
      "",
      prose(about),
      "",
      `| rule | ${dialects.map(({ name }) => name).join(" | ")} | requirement |`,
      `| --- | ${dialects.map(() => "---").join(" | ")} | --- |`,
      ...own.map(
        ({ id, requirement, title }) =>
          `| [${id}](${id}.md) | ${dialects.map(({ name }) => requirement[name] ?? "off").join(" | ")} | ${prose(title)} |`,
      ),
      "",
    );
  }
  return lines.join("\n");
}
