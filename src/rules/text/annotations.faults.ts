import { faultsOf, on } from "../../engine/fault.ts";
import { drop, dropAll, patch } from "../../tape/edits.ts";
import rule from "./annotations.ts";

export default faultsOf(rule, {
  count: {
    "an annotation is not streamed": on("annotations", [
      drop("response.output_text.annotation.added", 1),
    ]),
    "no annotation is streamed": on("annotations", [
      dropAll("response.output_text.annotation.added"),
    ]),
  },
  order: {
    "both annotations have index 0": on("annotations", [
      patch("response.output_text.annotation.added", 1, "/annotation_index", 0),
    ]),
    "annotations are counted from 1": on("annotations", [
      patch("response.output_text.annotation.added", 0, "/annotation_index", 1),
      patch("response.output_text.annotation.added", 1, "/annotation_index", 2),
    ]),
  },
  differs: {
    "a streamed annotation has another url": on("annotations", [
      patch("response.output_text.annotation.added", 0, "/annotation/url", "https://example.org/"),
    ]),
  },
});
