import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, patchRequest } from "../../tape/edits.ts";
import rule from "./encrypted-opaque.ts";

const secret = "The harbour opens at seven in the morning.";

export default faultsOf(rule, {
  readable: {
    "a compaction is the conversation in plain text": on("compacted", [
      patchRequest({ input: secret }),
      patchBody("/output/0/encrypted_content", `user: ${secret}`),
    ]),
    "a compaction is the conversation in base64": on("compacted", [
      patchRequest({ input: [{ role: "user", content: [{ type: "input_text", text: secret }] }] }),
      patchBody(
        "/output/0/encrypted_content",
        Buffer.from(`[{"text":"${secret}"}]`).toString("base64"),
      ),
    ]),
  },
});
