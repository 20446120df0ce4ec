import type { Plugin as EsbuildPlugin } from "esbuild";
import type { Plugin as VitePlugin } from "vitest/config";

export const pageTexts: EsbuildPlugin;
export const pageTextsInTests: VitePlugin;
