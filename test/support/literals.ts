import { SyntaxKind } from "typescript/unstable/ast";
import { createScanner, type Scanner } from "typescript/unstable/ast/scanner";

/** A string or template literal of a source file. */
export interface Literal {
  /** Line in the file, from 1. */
  line: number;
  /** Its value. A substitution of a template is written as `{}`. */
  text: string;
}

/** Tokens after which a slash divides: after all others it starts a regular expression. */
const operands: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.Identifier,
  SyntaxKind.NumericLiteral,
  SyntaxKind.BigIntLiteral,
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateTail,
  SyntaxKind.RegularExpressionLiteral,
  SyntaxKind.CloseParenToken,
  SyntaxKind.CloseBracketToken,
  SyntaxKind.CloseBraceToken,
  SyntaxKind.ThisKeyword,
  SyntaxKind.SuperKeyword,
  SyntaxKind.TrueKeyword,
  SyntaxKind.FalseKeyword,
  SyntaxKind.NullKeyword,
  SyntaxKind.PlusPlusToken,
  SyntaxKind.MinusMinusToken,
]);

/** The next token, with regular expressions as one token. */
function nextToken(scanner: Scanner, before: SyntaxKind): SyntaxKind {
  const kind = scanner.scan();
  const isSlash = kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken;
  return isSlash && !operands.has(before) ? scanner.reScanSlashToken() : kind;
}

/** All string and template literals of a TypeScript source, in order. Comments are left out. */
export function literalsOf(source: string): Literal[] {
  const scanner = createScanner(true, undefined, source);
  const found: Literal[] = [];
  /** The templates that are open, and how many braces are open in the substitution of each. */
  const open: { literal: Literal; braces: number }[] = [];
  const lineAt = (offset: number): number => source.slice(0, offset).split("\n").length;
  const add = (): Literal => {
    const literal = { line: lineAt(scanner.getTokenStart()), text: scanner.getTokenValue() };
    found.push(literal);
    return literal;
  };
  let kind = SyntaxKind.Unknown;
  while ((kind = nextToken(scanner, kind)) !== SyntaxKind.EndOfFile) {
    const template = open.at(-1);
    if (kind === SyntaxKind.StringLiteral || kind === SyntaxKind.NoSubstitutionTemplateLiteral)
      add();
    else if (kind === SyntaxKind.TemplateHead) open.push({ literal: add(), braces: 0 });
    else if (template && kind === SyntaxKind.OpenBraceToken) template.braces += 1;
    else if (template && kind === SyntaxKind.CloseBraceToken) {
      if (template.braces > 0) template.braces -= 1;
      else {
        kind = scanner.reScanTemplateToken(false);
        template.literal.text += `{}${scanner.getTokenValue()}`;
        if (kind === SyntaxKind.TemplateTail) open.pop();
      }
    }
  }
  return found;
}
