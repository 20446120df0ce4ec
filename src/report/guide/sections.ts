import type { Paint } from "../paint.ts";
import { safe, wrap } from "../text.ts";

/** The layout of a page of text. */
export interface TextOptions {
  paint: Paint;
  /** Width of a line, in columns. */
  width: number;
}

/** Paragraphs under a heading, indented and wrapped; empty if there are no paragraphs. */
export function section(
  heading: string,
  paragraphs: readonly string[],
  { paint, width }: TextOptions,
): string[] {
  if (paragraphs.length === 0) return [];
  return ["", paint.bold(heading), ...paragraphs.flatMap((text) => paragraph(text, width))];
}

/** An indented paragraph; the lines of a list entry are indented under its text. */
export function paragraph(text: string, width: number): string[] {
  const [, dash = "", rest = text] = /^(- )?(.*)$/s.exec(text) ?? [];
  return wrap(`  ${dash}`, safe(rest), width);
}
