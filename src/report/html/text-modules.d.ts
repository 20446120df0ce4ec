/** A script or style of the page, bundled to text by the build (scripts/lib/page-text.mjs). */
declare module "*?text" {
  const text: string;
  export default text;
}
