/** How long a stream was silent, for evidence. */
export const seconds = (ms: number | undefined): string =>
  ms === undefined ? "silence" : `${(ms / 1000).toFixed(1)} s of silence`;
