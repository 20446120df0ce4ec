// Leaves out of the mutation run what a rule only says, its texts, and what TypeScript holds.
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

const text = "Texts of a rule are not what it does";
/** @type {Record<string, string | undefined>} */
const leftOut = {
  id: text,
  title: text,
  spec: text,
  messages: text,
  perDialect: "A rule that reads the dialect does not compile without it",
};

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
      return path.isObjectProperty() && ofRule(path) ? leftOut[path.node.key.name] : undefined;
    },
  }),
];
