// Leaves out of the mutation run what a rule only says: its texts.
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

const said = new Set(["id", "title", "spec", "messages"]);

/**
 * What is used of a Babel path; the API of Stryker leaves its type open.
 * @typedef {object} Path
 * @property {{ key: { name: string } }} node
 * @property {Path | null} parentPath
 * @property {(name: string) => Path} get
 * @property {(like: { name: string }) => boolean} isIdentifier
 * @property {() => boolean} isCallExpression
 * @property {() => boolean} isObjectExpression
 * @property {() => boolean} isObjectProperty
 */

/** @param {Path} path */
const ofRule = (path) =>
  path.parentPath?.isObjectExpression() &&
  path.parentPath.parentPath?.isCallExpression() &&
  path.parentPath.parentPath.get("callee").isIdentifier({ name: "defineRule" });

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "text-of-rules", {
    /** @param {Path} path */
    shouldIgnore(path) {
      if (path.isObjectProperty() && ofRule(path) && said.has(path.node.key.name))
        return "Texts of a rule are not what it does";
      return undefined;
    },
  }),
];
