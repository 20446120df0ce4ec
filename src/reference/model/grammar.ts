import { sampleOf } from "./pattern.ts";

/** The grammar that a custom tool's input has to follow. */
export interface Grammar {
  syntax: "lark" | "regex";
  definition: string;
}

/** The right side of a rule. */
type Node =
  | { kind: "text"; text: string }
  | { kind: "pattern"; source: string }
  | { kind: "name"; name: string }
  | { kind: "sequence"; parts: Node[] }
  | { kind: "choice"; options: Node[] }
  | { kind: "repeat"; part: Node; times: number };

const maxDepth = 40;
const token =
  /\s*(?:("(?:\\.|[^"\\\n])*"i?)|(\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/[a-z]*)|([A-Za-z_]\w*)|(->\s*\w+)|(~\s*\d{1,3}(?:\.\.\d{1,3})?)|([()[\]|?*+]))/y;
/** Terminals that a grammar may import instead of writing them down. */
const common: Record<string, string> = {
  DIGIT: "[0-9]",
  INT: "[0-9]+",
  NUMBER: "[0-9]+",
  LETTER: "[a-z]",
  WORD: "[a-z]+",
  CNAME: "[a-z]+",
  WS: " ",
  WS_INLINE: " ",
  NEWLINE: "\\n",
};

/** A short text that a grammar derives; undefined for a grammar that cannot be read, or that never ends. */
export function textOf({ syntax, definition }: Grammar): string | undefined {
  if (syntax === "regex") return sampleOf(definition);
  const rules = readRules(definition.slice(0, 20_000));
  const start = rules?.get("start");
  if (rules === undefined || start === undefined) return undefined;
  return derive(start, rules, { depth: 0, budget: { left: 5000 } });
}

function readRules(definition: string): Map<string, Node> | undefined {
  const rules = new Map<string, Node>();
  // An alternative may be on a separate line.
  const lines = definition.replace(/\r?\n[ \t]*\|/g, " |").split(/\r?\n/);
  for (const line of lines) {
    const text = line.replace(/(^|\s)\/\/.*$/, "").trim();
    const imported = /^%import +common\.(\w+)(?: *-> *(\w+))?$/.exec(text);
    if (imported) {
      const source = common[imported[1] ?? ""];
      if (source === undefined) return undefined;
      rules.set(imported[2] ?? imported[1] ?? "", { kind: "pattern", source });
    }
    if (text === "" || imported || text.startsWith("%ignore ")) continue;
    const head = /^[?!]{0,2}([A-Za-z_]\w*)(?:\.\d+)? *:/.exec(text);
    const body = head && readExpression(text.slice(head[0].length));
    if (!head || !body) return undefined;
    rules.set(head[1] ?? "", body);
  }
  return rules;
}

function readExpression(text: string): Node | undefined {
  const tokens: string[] = [];
  const scanner = new RegExp(token);
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = scanner.lastIndex) {
    scanner.lastIndex = at;
    const found = scanner.exec(text);
    if (!found) return undefined;
    tokens.push(found[0].trim());
  }
  const reader = { tokens: tokens.filter((one) => !one.startsWith("->")), at: 0 };
  const node = readChoice(reader, 0);
  return reader.at === reader.tokens.length ? node : undefined;
}

interface Reader {
  tokens: string[];
  at: number;
}

function readChoice(reader: Reader, depth: number): Node | undefined {
  const options: Node[] = [];
  for (;;) {
    const parts: Node[] = [];
    while (reader.at < reader.tokens.length && !/^[)\]|]$/.test(reader.tokens[reader.at] ?? "")) {
      const part = readPart(reader, depth);
      if (!part) return undefined;
      parts.push(part);
    }
    options.push({ kind: "sequence", parts });
    if (reader.tokens[reader.at] !== "|") return { kind: "choice", options };
    reader.at++;
  }
}

function readPart(reader: Reader, depth: number): Node | undefined {
  const first = reader.tokens[reader.at++] ?? "";
  let part: Node | undefined;
  if (first === "(" || first === "[") {
    const inner = depth > maxDepth ? undefined : readChoice(reader, depth + 1);
    if (reader.tokens[reader.at++] !== (first === "(" ? ")" : "]")) return undefined;
    part = inner && first === "[" ? { kind: "repeat", part: inner, times: 0 } : inner;
  } else if (first.startsWith('"')) {
    const text = unquoted(first.replace(/i$/, ""));
    part = text === undefined ? undefined : { kind: "text", text };
  } else if (first.startsWith("/"))
    part = { kind: "pattern", source: first.slice(1, first.lastIndexOf("/")) };
  else if (/^[A-Za-z_]/.test(first)) part = { kind: "name", name: first };
  if (!part) return undefined;
  const after = reader.tokens[reader.at] ?? "";
  const times = after.startsWith("~") ? Number(/\d+/.exec(after)?.[0]) : timesOf[after];
  if (times === undefined) return part;
  reader.at++;
  return { kind: "repeat", part, times };
}

/** How often the term before a quantifier is written: as rarely as it allows. */
const timesOf: Record<string, number> = { "?": 0, "*": 0, "+": 1 };

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** The first alternative that comes to an end, at every choice. */
function derive(
  node: Node,
  rules: ReadonlyMap<string, Node>,
  { depth, budget }: { depth: number; budget: { left: number } },
): string | undefined {
  if (depth > maxDepth || budget.left-- <= 0) return undefined;
  const inner = (one: Node): string | undefined => derive(one, rules, { depth: depth + 1, budget });
  const join = (parts: Node[]): string | undefined => {
    let text = "";
    for (const part of parts) {
      const more = inner(part);
      if (more === undefined) return undefined;
      text += more;
    }
    return text;
  };
  switch (node.kind) {
    case "text":
      return node.text;
    case "pattern":
      return sampleOf(node.source);
    case "name": {
      const rule = rules.get(node.name);
      return rule && inner(rule);
    }
    case "sequence":
      return join(node.parts);
    case "repeat":
      return join(Array.from({ length: node.times }, () => node.part));
    case "choice":
      for (const option of node.options) {
        const text = inner(option);
        if (text !== undefined) return text;
      }
      return undefined;
  }
}
