import type { Paint } from "../paint.ts";
import { safe, wrap } from "../text.ts";

/** How a page of text is laid out. */
export interface TextOptions {
  paint: Paint;
  /** Columns to write for. */
  width: number;
}

/** Paragraphs under a heading, indented and wrapped; nothing where there are none. */
export function section(
  heading: string,
  paragraphs: readonly string[],
  { paint, width }: TextOptions,
): string[] {
  if (paragraphs.length === 0) return [];
  return ["", paint.bold(heading), ...paragraphs.flatMap((text) => paragraph(text, width))];
}

/** An indented paragraph; that of a list goes on under its text. */
export function paragraph(text: string, width: number): string[] {
  const [, dash = "", rest = text] = /^(- )?(.*)$/s.exec(text) ?? [];
  return wrap(`  ${dash}`, safe(rest), width);
}
