/** Tries the faults of the rules on real clients. The results are stored in seen.json. */
import { readFileSync } from "node:fs";
import { assetPath } from "../assets/assets.ts";
import type { Rule } from "../engine/rule.ts";
import type { ClientSight } from "../result/guide.ts";
import { faultsOfRule } from "../rules/faults.ts";
import { rules } from "../rules/index.ts";
import type { Tape, TapeExchange } from "../tape/tape.ts";
import { clients, type ClientOutcome } from "./clients.ts";
import type { GuideSources, RuleText, TriedClient } from "./texts.ts";

/** Longest quotation of a text from a client, in characters. */
const QUOTE = 110;

/**
 * A text from a client, quoted on one line. Left out are the payload, which some clients repeat, and the position, which
 * only newer versions of Node name.
 */
function quoted(text: string): string {
  const [first = ""] = text.split("\n", 1);
  const line = first.replace(/: (Value|Text): .*|: \{.*| \(line \d+ column \d+\)$/s, "");
  return JSON.stringify(line.length > QUOTE ? `${line.slice(0, QUOTE)}...` : line);
}

const listed = (calls: readonly string[]): string => calls.join(" and ") || "nothing";

/** How a client handles the broken stream, compared with the good one. Undefined if there is no difference. */
export function differenceOf(good: ClientOutcome, broken: ClientOutcome): string | undefined {
  if (broken.error !== undefined)
    return broken.error === good.error ? undefined : `fails with ${quoted(broken.error)}`;
  if (good.error !== undefined) return "reports no error, although the unbroken stream gives one";
  const said: string[] = [];
  const say = (what: string, was: string | undefined, is: string | undefined): void => {
    if (was === is || was === undefined || is === undefined) return;
    said.push(`${what} ${is === "" ? "nothing" : quoted(is)} instead of ${quoted(was)}`);
  };
  say("shows", good.text, broken.text);
  if (good.calls.join() !== broken.calls.join())
    said.push(`calls ${listed(broken.calls)} instead of ${listed(good.calls)}`);
  say("ends with", good.status, broken.status);
  if (broken.finalText !== broken.text)
    say("returns the final text", good.finalText, broken.finalText);
  say("returns the reasoning", good.reasoning, broken.reasoning);
  if (good.usage !== broken.usage) said.push(`counts ${broken.usage} instead of ${good.usage}`);
  return said.length === 0 ? undefined : said.slice(0, 2).join(", and ");
}

/**
 * The exchange that a fault changes, before and after the change. Undefined if it is not an event stream that ends in
 * good order, because only such a stream can be replayed to a client unchanged.
 */
function changedStream(good: Tape, broken: Tape): [TapeExchange, TapeExchange] | undefined {
  for (const [index, after] of broken.exchanges.entries()) {
    const before = good.exchanges[index];
    if (!before || after.form !== "sse" || after.end.kind !== "closed") continue;
    const bytes = Buffer.from(before.bytes).equals(after.bytes);
    if (!bytes || JSON.stringify(before.response) !== JSON.stringify(after.response))
      return [before, after];
  }
  return undefined;
}

/** Tries the faults of a rule on one client. The first fault that gives an error counts, else the first that gives a difference. */
async function trial(
  rule: Rule,
  name: TriedClient,
  wanted: string | undefined,
  goodTape: (name: string) => Promise<Tape>,
): Promise<{ fault: string; does: string } | undefined> {
  let first: { fault: string; does: string } | undefined;
  const { ask } = clients[name];
  const tried = faultsOfRule(rule.id).filter(({ name }) => wanted === undefined || name === wanted);
  for (const { name: fault, tape, edit } of tried) {
    const good = await goodTape(tape);
    const changed = changedStream(good, edit(good));
    if (!changed) continue;
    const [was, is] = [await ask(changed[0]), await ask(changed[1])];
    const does = differenceOf(was, is);
    if (does === undefined) continue;
    if (is.error !== undefined) return { fault, does };
    first ??= { fault, does };
  }
  return first;
}

/** Tries all rules on all clients. A rule is left out if its faults change nothing for any client. */
export async function tryClients(
  { families }: GuideSources,
  goodTape: (name: string) => Promise<Tape>,
): Promise<Record<string, ClientSight[]>> {
  const seen: Record<string, ClientSight[]> = {};
  for (const rule of rules) {
    const [family = "", own = ""] = rule.id.split("/");
    const text: RuleText | undefined = families[family]?.rules[own];
    for (const name of Object.keys(clients) as TriedClient[]) {
      const wanted = text?.clients?.[name];
      if (wanted === "none") continue;
      const sight = await trial(rule, name, wanted, goodTape);
      if (!sight) continue;
      const client = `${name} ${versionOf(name)}, ${clients[name].helper}`;
      (seen[rule.id] ??= []).push({ client, ...sight });
    }
  }
  return seen;
}

/** The version of an installed package. */
function versionOf(name: string): string {
  const file = assetPath("node_modules", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
