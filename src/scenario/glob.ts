/**
 * Makes a test for scenario ids out of a glob: `*` stands for anything within a name, `**` for anything at all, `?` for one
 * character. A glob without a slash is held against the scenario's name in any suite.
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
