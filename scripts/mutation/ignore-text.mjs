// Leaves out of the mutation run what a rule only says: its texts.
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

const said = new Set(["id", "title", "spec", "messages"]);

const ofRule = (path) =>
  path.parentPath?.isObjectExpression() &&
  path.parentPath.parentPath?.isCallExpression() &&
  path.parentPath.parentPath.get("callee").isIdentifier({ name: "defineRule" });

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "text-of-rules", {
    shouldIgnore(path) {
      if (path.isObjectProperty() && ofRule(path) && said.has(path.node.key.name))
        return "Texts of a rule are not what it does";
      return undefined;
    },
  }),
];
