// A user's program with every export of the library: compiled strictly against the installed package, and run.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import {
  checkStream,
  createChecker,
  dialects,
  loadDialect,
  rules,
  version,
  type CheckerOptions,
  type CheckResult,
  type CheckStreamOptions,
  type Finding,
  type Level,
  type RuleInfo,
  type Source,
  type Verdict,
} from "responses-conformance";
import { toConform, type ConformOptions, type MatcherResult } from "responses-conformance/matchers";

const lost = 'data: {"type":"response.created","sequence_number":0}\n\n';
const source: Source = [lost];
const seen: Finding[] = [];
const watching: CheckerOptions = {
  dialect: dialects,
  onFinding: (finding) => void seen.push(finding),
};
const checker = await createChecker(watching);
checker.push(new TextEncoder().encode(lost));
const watched: CheckResult = checker.end();
const verdict: Verdict = watched.verdict;
const first: RuleInfo | undefined = rules[0];
const level: Level | undefined = first?.requirement.openai;
const options: CheckStreamOptions = {
  dialect: await loadDialect("openai"),
  signal: AbortSignal.timeout(60_000),
};
const strict: ConformOptions = { ...options, strict: true };
const matched: MatcherResult = await toConform([{ type: "response.created" }], strict);
const response = new Response("{}", { headers: { "content-type": "application/json" } });
const copy = response.clone();
const judged = await Promise.all([
  checkStream(response, options),
  checkStream(copy.body ?? "", { head: copy }),
  checkStream(source, { head: { status: 200, headers: new Headers() }, request: { model: "m" } }),
]);
// @ts-expect-error: there is no such option
const refused = await checkStream(lost, { dialects: "openai" }).catch(
  (error: unknown) => error instanceof Error && error.message,
);
const { resolve } = createRequire(import.meta.url);
const schema: { title?: string } = JSON.parse(
  readFileSync(resolve("responses-conformance/schemas/report.schema.json"), "utf8"),
);
console.log(version, verdict, level, matched.pass, judged.map((one) => one.verdict).join());
console.log(seen.length > 1, refused, typeof schema.title, matched.message().split("\n")[0]);
