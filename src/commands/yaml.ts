// Named here so that a bundle that loads it later holds only this of the package.
export { isSeq, parseDocument } from "yaml";
