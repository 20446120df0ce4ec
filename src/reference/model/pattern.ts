/** A place in a regular expression while it is read. */
interface Reader {
  source: string;
  at: number;
  /** How often an unbounded quantifier repeats beyond its minimum. */
  extra: number;
}

/** Characters of a sample at most. */
const longest = 4096;

/**
 * A string that an ordinary `pattern` matches: literals, classes, groups, alternatives and quantifiers.
 * The pattern is only read, never run, so a hostile one cannot hang the server.
 * Look-arounds and back references are passed over.
 * @param minLength at least so many characters, where an unbounded quantifier allows it
 */
export function sampleOf(pattern: string, minLength = 0): string {
  const source = pattern.slice(0, 1000);
  const shortest = readAlternatives({ source, at: 0, extra: 0 });
  if (shortest.length >= minLength) return shortest;
  const growth = readAlternatives({ source, at: 0, extra: 1 }).length - shortest.length;
  if (growth <= 0) return shortest;
  const extra = Math.min(longest, Math.ceil((minLength - shortest.length) / growth));
  return readAlternatives({ source, at: 0, extra });
}

/** The first alternative up to the closing bracket; the others are read past. */
function readAlternatives(reader: Reader): string {
  const first = readSequence(reader);
  while (reader.source[reader.at] === "|") {
    reader.at++;
    readSequence(reader);
  }
  return first;
}

function readSequence(reader: Reader): string {
  let text = "";
  while (
    reader.at < reader.source.length &&
    reader.source[reader.at] !== "|" &&
    reader.source[reader.at] !== ")"
  ) {
    const atom = readAtom(reader);
    const room = Math.max(0, Math.ceil((longest - text.length) / Math.max(1, atom.length)));
    text += atom.repeat(Math.min(readCount(reader), room));
  }
  return text.slice(0, longest);
}

function readAtom(reader: Reader): string {
  const char = reader.source[reader.at++] ?? "";
  if (char === "(") return readGroup(reader);
  if (char === "[") return readClass(reader);
  if (char === "\\") return readEscape(reader);
  if (char === ".") return "a";
  return char === "^" || char === "$" ? "" : char;
}

function readGroup(reader: Reader): string {
  const lead =
    /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(reader.source.slice(reader.at, reader.at + 80))?.[0] ?? "";
  reader.at += lead.length;
  const inner = readAlternatives(reader);
  reader.at++;
  return /^\?<?[=!]/.test(lead) ? "" : inner;
}

function readEscape(reader: Reader): string {
  const char = reader.source[reader.at++] ?? "";
  const known: Record<string, string> = {
    d: "1",
    w: "a",
    s: " ",
    D: "a",
    W: "-",
    S: "a",
    b: "",
    B: "",
    n: "\n",
    t: "\t",
  };
  if (char === "p" || char === "P") {
    reader.at = reader.source.indexOf("}", reader.at) + 1 || reader.source.length;
    return "a";
  }
  return known[char] ?? (/[1-9]/.test(char) ? "" : char);
}

function readClass(reader: Reader): string {
  const negated = reader.source[reader.at] === "^";
  if (negated) reader.at++;
  const members: string[] = [];
  while (
    reader.at < reader.source.length &&
    (reader.source[reader.at] !== "]" || members.length === 0)
  ) {
    const char =
      reader.source[reader.at] === "\\"
        ? (reader.at++, readEscape(reader))
        : (reader.source[reader.at++] ?? "");
    members.push(char);
  }
  reader.at++;
  if (!negated) return members[0] ?? "";
  const listed = members.join("");
  return (
    ["a", "1", "Z", "_", "#", "~"].find(
      (char) => !listed.includes(char) && !inRange(char, listed),
    ) ?? "€"
  );
}

function inRange(char: string, listed: string): boolean {
  return [...listed.matchAll(/(.)-(.)/gs)].some(
    ([, low = "", high = ""]) => low <= char && char <= high,
  );
}

function readCount(reader: Reader): number {
  const quantifier = /^(?:[*+?]|\{(\d{1,4})(,?)(\d{0,4})\})\??/.exec(
    reader.source.slice(reader.at, reader.at + 16),
  );
  if (quantifier === null) return 1;
  reader.at += quantifier[0].length;
  const [text, low, comma, high] = quantifier;
  if (text.startsWith("*")) return reader.extra;
  if (text.startsWith("+")) return 1 + reader.extra;
  if (text.startsWith("?")) return 0;
  if (comma === "") return Number(low);
  const most = high === "" ? Infinity : Number(high);
  return Math.min(most, Number(low) + reader.extra);
}
