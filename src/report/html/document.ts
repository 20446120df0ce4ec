import { createHash } from "node:crypto";
import { toHtml, type Element } from "./node.ts";
import script from "./page/main.ts?text";
import style from "./page/style.css?text";

const hashOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * JSON that can stand in a script element of any page: nothing in it ends the element or opens a comment, and nothing
 * shows as something else in an editor.
 */
const inScript = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[<>\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character.replaceAll(
      /[^]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );

/**
 * What the page may do: run its own script and style, and nothing else. It loads nothing, sends nothing, and no text can
 * become an element.
 */
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/**
 * A page in one file, without external resources.
 * @param blocks data for the script, each under the id of its element
 */
export function page(
  title: string,
  body: Element,
  blocks: readonly (readonly [id: string, data: unknown])[],
): string {
  const data = blocks
    .map(
      ([id, value]) => `<script type="application/json" id="${id}">${inScript(value)}</script>\n`,
    )
    .join("");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${toHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
${toHtml(body).replace(/<\/body>$/, "")}
${data}<script>${script}</script>
</body>
</html>
`;
}
