import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { assetPath } from "../assets/assets.ts";
import { isObject, type Json } from "../json/json.ts";
import type { CodeReference, ReportedBug } from "../result/guide.ts";
import { faultsOfRule } from "../rules/faults.ts";
import { rules } from "../rules/index.ts";
import type { Rule } from "../engine/rule.ts";

/** Clients on which faults are tried. */
export type TriedClient = "openai" | "ai";

/** The text about a rule, for people who write servers. */
export interface RuleText {
  why: string;
  fix: string;
  /** A correct example, as it is sent over the wire. */
  right?: string;
  /** Keys of source files of clients (code.yaml) on which `why` is based. */
  code?: string[];
  /** Reported bugs, in addition to those that fixtures/bugs.yaml maps to the rule. */
  bugs?: string[];
  /** By client: the fault that shows the effect best, or `none` to show none; by default, a fault is searched. */
  clients?: Partial<Record<TriedClient, string>>;
}

/** The text about a family of rules. */
export interface FamilyText {
  /** Why its rules matter, in a sentence or two. */
  about: string;
  /** By the rule's name, without the family. */
  rules: Record<string, RuleText>;
}

/** All sources of the guides. */
export interface GuideSources {
  families: Record<string, FamilyText>;
  code: Record<string, CodeReference>;
  bugs: Record<string, Required<ReportedBug> & { rules: string[] }>;
}

const yaml = (...names: string[]): unknown => parse(readFileSync(assetPath(...names), "utf8"));

interface BugEntry {
  id: string;
  server: string;
  thread: string;
  symptom: string;
  faults?: { rule: string }[];
  served?: { rule?: string }[];
}

/** Reads the sources of the guides. */
export function readGuideSources(): GuideSources {
  const folder = ["src", "guide", "rules"];
  const families = readdirSync(assetPath(...folder)).filter((file) => file.endsWith(".yaml"));
  const bugs = yaml("fixtures", "bugs.yaml") as BugEntry[];
  return {
    families: Object.fromEntries(
      families.map((file) => [file.slice(0, -5), yaml(...folder, file) as FamilyText]),
    ),
    code: yaml("src", "guide", "code.yaml") as GuideSources["code"],
    bugs: Object.fromEntries(
      bugs.map(({ id, server, thread, symptom, faults = [], served = [] }) => {
        const named = [...faults, ...served].flatMap(({ rule }) => rule ?? []);
        return [id, { server, thread, symptom, rules: [...new Set(named)] }];
      }),
    ),
  };
}

const keys: Record<keyof RuleText, (value: Json | undefined) => boolean> = {
  why: (value) => typeof value === "string" && value !== "",
  fix: (value) => typeof value === "string" && value !== "",
  right: (value) => value === undefined || typeof value === "string",
  code: (value) => value === undefined || Array.isArray(value),
  bugs: (value) => value === undefined || Array.isArray(value),
  clients: (value) => value === undefined || isObject(value),
};

/**
 * The problems of the sources: a rule without a text, a text without a rule, or the name of a rule, bug, fault or code
 * reference that does not exist.
 */
export function guideProblems({ families, code, bugs }: GuideSources): string[] {
  const problems: string[] = [];
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const known = new Set(rules.map(({ id }) => id.split("/")[0]));
  for (const { id } of rules) {
    const [family = "", name = ""] = id.split("/");
    if (!families[family]?.rules[name])
      problems.push(`rules/${family}.yaml has no text for ${id}: add why and fix`);
  }
  const read = Object.values(families).flatMap(({ rules: texts }) => Object.values(texts));
  for (const name of Object.keys(code))
    if (!read.some((text) => text.code?.includes(name)))
      problems.push(`no text uses the code reference "${name}"`);
  for (const [family, { about, rules: texts }] of Object.entries(families)) {
    if (!about) problems.push(`${family} has no text "about"`);
    for (const [name, text] of Object.entries(texts)) {
      const id = `${family}/${name}`;
      const rule = byId.get(id);
      if (!rule) problems.push(`there is no rule ${id}`);
      else
        problems.push(...textProblems(rule, text, { code, bugs }).map((what) => `${id}: ${what}`));
      for (const [, mentioned = ""] of `${text.why} ${text.fix}`.matchAll(
        /`([a-z0-9]+\/[a-z0-9-]+)`/g,
      ))
        if (known.has(mentioned.split("/")[0]) && !byId.has(mentioned))
          problems.push(`${id}: there is no rule ${mentioned}`);
    }
  }
  return problems;
}

function textProblems(
  rule: Rule,
  text: RuleText,
  { code, bugs }: Pick<GuideSources, "code" | "bugs">,
): string[] {
  const problems = Object.entries(keys)
    .filter(([key, fits]) => !fits((text as unknown as Record<string, Json>)[key]))
    .map(([key]) => `"${key}" is missing or has the wrong type`);
  for (const key of Object.keys(text))
    if (!(key in keys)) problems.push(`"${key}" is not a known key`);
  for (const name of text.code ?? [])
    if (!code[name]) problems.push(`there is no code reference "${name}"`);
  for (const id of text.bugs ?? [])
    if (!bugs[id]) problems.push(`there is no bug ${id}`);
    else if (bugs[id].rules.includes(rule.id)) problems.push(`${id} is already mapped to the rule`);
  for (const fault of Object.values(text.clients ?? {}))
    if (fault !== "none" && !faultsOfRule(rule.id).some(({ name }) => name === fault))
      problems.push(`there is no fault "${fault}"`);
  return problems;
}
