import type { Case } from "../result/causes.ts";
import { strictest } from "../result/causes.ts";
import type { RunResult } from "../result/run.ts";

/** The word for what is listed: `scenario` or `capture`. */
export const unitOf = ({ command }: RunResult): string =>
  command === "check" ? "capture" : "scenario";

/**
 * Short names for a list. Scenario ids are short already; captures of one folder are listed without the folder.
 */
export function shortNames(run: RunResult): (id: string) => string {
  const [first, ...others] = run.command === "check" ? run.scenarios : [];
  if (!first || others.length === 0) return (id) => id;
  let folder = first.id.slice(0, first.id.lastIndexOf("/") + 1);
  for (const { id } of others)
    while (!id.startsWith(folder))
      folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  return (id) => id.slice(folder.length);
}

/** The levels of a cause or a case as text: `MUST`, or `MUST openresponses, SHOULD openai` if dialects differ. */
export function levelText(one: Pick<Case, "levels">, run: Pick<RunResult, "dialects">): string {
  const levels = [...one.levels];
  const alike = new Set(levels.map(([, level]) => level)).size === 1;
  if (alike && levels.length === run.dialects.length) return strictest(one).toUpperCase();
  return levels.map(([dialect, level]) => `${level.toUpperCase()} ${dialect}`).join(", ");
}
