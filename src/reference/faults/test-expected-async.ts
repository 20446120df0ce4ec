/** How the faults of async tools and of compaction show. */
export const expectedOfAsync: Record<string, string> = {
  "async-not-repeated":
    "async call: created(/response/tools/0/async) in_progress(/response/tools/0/async) completed(/response/tools/0/async)",
  "async-output-demanded": "async, unanswered: status:200>400 another-body",
  "async-output-too-late":
    "async, late: /output/0/content/0/text /usage/input_tokens /usage/output_tokens /usage/total_tokens",
  "output-by-name-refused": "async, by name: status:200>400 another-body",
};
