import type { RuleGuides } from "../result/guide.ts";
import { rulePage, rulesPage } from "../report/guide/page.ts";
import { rules } from "../rules/index.ts";
import { describeDialects, describeRules } from "../runner/describe.ts";
import { familyTexts, loadPublished } from "./make.ts";

/** The pages of docs/rules, by their path within it. */
export async function makePages(guides: RuleGuides): Promise<Record<string, string>> {
  const published = await loadPublished();
  const dialects = describeDialects(published);
  const infos = describeRules(rules, published);
  const options = { dialects, rules: new Set(infos.map(({ id }) => id)) };
  const texts = familyTexts();
  // The families in the order of the rules, not of the alphabet.
  const names = new Set(infos.map(({ id }) => id.split("/")[0] ?? id));
  const families = Object.fromEntries(Array.from(names, (name) => [name, texts[name] ?? ""]));
  const pages: Record<string, string> = { "README.md": rulesPage(infos, families, options) };
  for (const info of infos) {
    const guide = guides[info.id];
    if (guide) pages[`${info.id}.md`] = rulePage(info, guide, options);
  }
  return pages;
}
