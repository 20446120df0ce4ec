import type { Finding, Level } from "../result/finding.ts";
import type { Rule } from "./rule.ts";

/** How binding levels are, as numbers to compare. */
export const strength: Record<Level, number> = { off: 0, may: 1, should: 2, must: 3 };

/** Puts findings that another finding explains under it, so that one wire mistake reads as one. */
export function fold(
  findings: Finding[],
  rules: readonly Rule[],
  explaining: ReadonlySet<Finding>,
): Finding[] {
  if (findings.length < 2) return findings;
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const yieldsTo = (finding: Finding, { rule, messageId }: Finding): boolean => {
    const own = byId.get(finding.rule);
    const byMessage = own?.messageYieldsTo;
    const of = byMessage?.[finding.messageId] ?? byMessage?.[`${finding.messageId} ${finding.key}`];
    return [rule, `${rule}:${messageId}`].some(
      (name) => own?.yieldsTo?.includes(name) || of?.includes(name),
    );
  };
  const roots: Finding[] = [];
  const folded: [Finding, Finding][] = [];
  for (const finding of findings) {
    const root = findings.find(
      (other) =>
        other.rule !== finding.rule &&
        // A weaker finding never hides a stronger one.
        strength[other.level] >= strength[finding.level] &&
        // What explains the rest stands by itself, so that two of them cannot hide each other: only another one that it
        // yields to explains it.
        (explaining.has(finding)
          ? explaining.has(other) && yieldsTo(finding, other)
          : explaining.has(other) || yieldsTo(finding, other)),
    );
    if (root) folded.push([finding, root]);
    else roots.push(finding);
  }
  for (const [finding, root] of folded) {
    // A root may itself be folded; the chain is short and has no cycle, the meta test sees to that.
    let top = root;
    for (
      let next = folded.find(([f]) => f === top)?.[1];
      next;
      next = folded.find(([f]) => f === top)?.[1]
    )
      top = next;
    top.consequences.push({
      rule: finding.rule,
      messageId: finding.messageId,
      count: finding.count,
    });
  }
  return roots;
}
