import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";
import { afterAll, describe, expect, it } from "vitest";
import { streamErrorModel } from "../../src/reference/index.ts";
import type { Finding } from "../../src/result/finding.ts";
import type { RunResult } from "../../src/result/run.ts";
import { assetPath } from "../../src/assets/assets.ts";
import { cli } from "../support/cli.ts";
import { serve } from "../support/serve.ts";

const folder = mkdtempSync(join(tmpdir(), "families-"));
afterAll(() => rmSync(folder, { recursive: true }));

const xmllint = ["/usr/bin/xmllint", "/usr/local/bin/xmllint", "/opt/homebrew/bin/xmllint"].find(
  (file) => existsSync(file),
);

/** A config that says how to make the reference server fail in mid-stream. */
const config = join(folder, "responses-conformance.yaml");
writeFileSync(config, `provoke: { streamError: { model: ${streamErrorModel} } }\n`);

/** Types of the failures in a JUnit file. */
function failureTypes(file: string): string[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    isArray: (name) => ["testsuite", "testcase", "failure"].includes(name),
  });
  const { testsuites } = parser.parse(readFileSync(file, "utf8")) as {
    testsuites: { testsuite: { testcase: { failure?: { "@_type": string }[] }[] }[] };
  };
  return testsuites.testsuite.flatMap(({ testcase }) =>
    testcase.flatMap(({ failure = [] }) => failure.map((f) => f["@_type"])),
  );
}

interface Case {
  fault: string;
  /** Scenario that shows it. */
  scenario: string;
  rule: string;
  /** Event at fault: its type, and its number where the model's words do not move it. */
  event: string | undefined;
  number?: number;
  expected: RegExp;
  actual: RegExp;
}

/** The six families that the tool is made for, each broken in one way at a time. */
const families: Record<string, Case[]> = {
  "lifecycle order": [
    {
      fault: "in-progress-missing",
      scenario: "core/text-stream",
      rule: "lifecycle/progress-order",
      event: "response.output_item.added",
      number: 1,
      expected: /in_progress/,
      actual: /output_item\.added/,
    },
    {
      fault: "item-added-missing",
      scenario: "core/text-stream",
      rule: "item/added-before-use",
      event: "response.content_part.added",
      number: 2,
      expected: /output_item\.added/,
      actual: /./,
    },
    {
      fault: "terminal-missing",
      scenario: "core/text-stream",
      rule: "lifecycle/terminal-present",
      event: undefined,
      expected: /completed/,
      actual: /./,
    },
  ],
  "delta concatenation": [
    {
      fault: "delta-lost",
      scenario: "core/unicode",
      rule: "text/deltas-equal-done",
      event: "response.output_text.done",
      expected: /deltas\)/,
      actual: /"/,
    },
    {
      fault: "part-text-differs",
      scenario: "core/text-stream",
      rule: "text/done-equals-part",
      event: "response.content_part.done",
      expected: /"/,
      actual: /"/,
    },
  ],
  "function-call arguments": [
    {
      fault: "arguments-spurious-object",
      scenario: "tools/call-stream",
      rule: "call/arguments-buffer",
      event: "response.function_call_arguments.done",
      expected: /^"\{\}\{/,
      actual: /^"\{/,
    },
    {
      fault: "arguments-done-missing",
      scenario: "tools/call-stream",
      rule: "call/done-event",
      event: "response.output_item.done",
      expected: /arguments\.done/,
      actual: /./,
    },
    {
      fault: "arguments-mixed-up",
      scenario: "tools/parallel-stream",
      rule: "call/arguments-buffer",
      event: "response.function_call_arguments.done",
      expected: /./,
      actual: /./,
    },
  ],
  "errors, then failed, then [DONE]": [
    {
      fault: "failed-missing",
      scenario: "errors/mid-stream",
      rule: "lifecycle/error-then-failed",
      event: "error",
      expected: /failed/,
      actual: /./,
    },
    {
      fault: "failed-without-done",
      scenario: "errors/mid-stream",
      rule: "sse/done-sentinel",
      event: undefined,
      expected: /DONE/,
      actual: /./,
    },
    {
      fault: "failed-error-without-code",
      scenario: "errors/mid-stream",
      rule: "lifecycle/failed-has-error",
      event: "response.failed",
      expected: /a string/,
      actual: /./,
    },
  ],
  "usage only on completion": [
    {
      fault: "usage-early",
      scenario: "core/text-stream",
      rule: "usage/null-before-end",
      event: "response.in_progress",
      number: 1,
      expected: /null/,
      actual: /input_tokens/,
    },
    {
      fault: "usage-missing",
      scenario: "core/text-stream",
      rule: "usage/present-at-end",
      event: "response.completed",
      expected: /./,
      actual: /null|nothing/,
    },
  ],
  "stored-response replay": [
    {
      fault: "replay-recut",
      scenario: "state/replay-equals-original",
      rule: "state/replay-equals-original",
      event: "response.output_text.delta",
      expected: /./,
      actual: /./,
    },
    {
      fault: "starting-after-inclusive",
      scenario: "state/starting-after-middle",
      rule: "state/starting-after",
      event: undefined,
      expected: /./,
      actual: /./,
    },
    {
      fault: "retrieve-differs",
      scenario: "state/retrieve-stream",
      rule: "state/stream-equals-json",
      event: undefined,
      expected: /./,
      actual: /./,
    },
  ],
};

/** What is told at the root, remarks left out. */
const roots = (run: RunResult): Finding[] =>
  run.scenarios
    .flatMap(({ results }) => results.flatMap(({ findings }) => findings))
    .filter(({ level }) => level !== "may");

describe.each(Object.entries(families))("%s", (_, cases) => {
  it.each(cases.map((one) => [one.fault, one] as const))(
    "%s is named by its rule, with the event, expected and actual",
    async (fault, one) => {
      const server = await serve("--fault", fault);
      const junit = join(folder, `${fault}.xml`);
      const { code, stdout } = await cli([
        ...["--base-url", server.url, "--scenario", one.scenario, "--model", "reference-model"],
        ...["--config", config, "--reporter", "json", "--reporter", `junit=${junit}`],
      ]);
      await server.stop();
      expect(code).toBe(1);
      const findings = roots(JSON.parse(stdout) as RunResult);
      expect([...new Set(findings.map(({ rule }) => rule))]).toEqual([one.rule]);
      const [found] = findings;
      if (one.event !== undefined) expect(found?.eventType).toBe(one.event);
      if (one.number !== undefined) expect(found?.event).toBe(one.number);
      expect(found?.expected).toMatch(one.expected);
      expect(found?.actual).toMatch(one.actual);
      if (xmllint === undefined)
        console.log("left out: xmllint is not installed (Debian: libxml2-utils)");
      else
        execFileSync(
          xmllint,
          ["--noout", "--schema", assetPath("test", "support", "junit.xsd"), junit],
          { stdio: "pipe" },
        );
      expect(failureTypes(junit)).toContain(one.rule);
    },
  );
});
