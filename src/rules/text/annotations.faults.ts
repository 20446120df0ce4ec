import { faultsOf } from "../../engine/fault.ts";
import { chain, drop, patch } from "../../tape/edits.ts";
import rule from "./annotations.ts";

export default faultsOf(rule, {
  "an annotation is not streamed": {
    tape: "annotations",
    edit: drop("response.output_text.annotation.added", 1),
    finds: "count",
  },
  "both annotations have index 0": {
    tape: "annotations",
    edit: patch("response.output_text.annotation.added", 1, "/annotation_index", 0),
    finds: "order",
  },
  "a streamed annotation has another url": {
    tape: "annotations",
    edit: patch(
      "response.output_text.annotation.added",
      0,
      "/annotation/url",
      "https://example.org/",
    ),
    finds: "differs",
  },
  "annotations are counted from 1": {
    tape: "annotations",
    edit: chain(
      patch("response.output_text.annotation.added", 0, "/annotation_index", 1),
      patch("response.output_text.annotation.added", 1, "/annotation_index", 2),
    ),
    finds: "order",
  },
  "no annotation is streamed": {
    tape: "annotations",
    edit: chain(
      drop("response.output_text.annotation.added"),
      drop("response.output_text.annotation.added"),
    ),
    finds: "count",
  },
});
