/**
 * Makes a test for scenario ids from a glob: `*` matches any text without a slash, `**` any text, `?` one
 * character. A glob without a slash is compared with the scenario's name in any suite.
 */
export function globTest(glob: string): (id: string) => boolean {
  const source = glob.replace(/\*\*|\*|\?|[\\^$.|+()[\]{}/]/g, (found) => {
    if (found === "**") return ".*";
    if (found === "*") return "[^/]*";
    return found === "?" ? "[^/]" : `\\${found}`;
  });
  const pattern = new RegExp(`^${source}$`, "u");
  if (glob.includes("/") || glob.includes("**")) return (id) => pattern.test(id);
  return (id) => pattern.test(id.slice(id.indexOf("/") + 1));
}
