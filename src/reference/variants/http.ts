import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import type { Hooks } from "../faults/types.ts";
import { variant, variantsOf } from "./types.ts";

/** Packs every body where the client takes that coding, and cuts the result without regard to events. */
function coded(name: string, pack: (bytes: Buffer) => Buffer): Hooks {
  return {
    encode: (chunks, { accepts }) => {
      if (!accepts.split(/[\s,;]+/).includes(name)) return undefined;
      const packed = pack(Buffer.concat(chunks));
      const cut: Buffer[] = [];
      for (let from = 0; from < packed.length; from += 97)
        cut.push(packed.subarray(from, from + 97));
      return { headers: { "content-encoding": name, vary: "accept-encoding" }, chunks: cut };
    },
  };
}

const contentType = (edit: (value: string) => string): Hooks => ({
  head: ({ status, headers }) => ({
    status,
    headers: { ...headers, "content-type": edit(headers["content-type"] ?? "") },
  }),
});

const renamed = (edit: (name: string) => string): Hooks => ({
  head: ({ status, headers }) => ({
    status,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [edit(name), value]),
    ),
  }),
});

/** The least effort: how small a body gets is of no interest here. */
const brotli = (bytes: Buffer): Buffer =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

/** Ways to send the same bodies over HTTP. */
export const httpVariants = variantsOf({
  "coding-gzip": variant(
    "Bodies are encoded as gzip if the client accepts it.",
    coded("gzip", gzipSync),
  ),
  "coding-brotli": variant(
    "Bodies are encoded as br if the client accepts it.",
    coded("br", brotli),
  ),
  "coding-deflate": variant(
    "Bodies are encoded as deflate if the client accepts it.",
    coded("deflate", deflateSync),
  ),
  "content-length": variant("Streams have a content-length instead of chunks.", {
    encode: (chunks) => ({
      headers: { "content-length": String(Buffer.concat(chunks).length) },
      chunks,
    }),
  }),
  "content-type-parameters": variant(
    "Content types have parameters.",
    contentType((value) => `${value.split(";")[0] ?? ""};charset="UTF-8" ; boundary=x`),
  ),
  "content-type-bare": variant(
    "Content types have no parameters.",
    contentType((value) => value.split(";")[0] ?? ""),
  ),
  "content-type-case": variant(
    "Content types are in upper case.",
    contentType((value) => value.toUpperCase()),
  ),
  "header-case": variant(
    "Header names are capitalised.",
    renamed((name) => name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())),
  ),
  "header-capitals": variant(
    "Header names are in upper case.",
    renamed((name) => name.toUpperCase()),
  ),
  "headers-more": variant("Answers have headers of proxies and of the vendor.", {
    head: ({ status, headers }) => ({
      status,
      headers: {
        ...headers,
        via: "1.1 edge",
        server: "acme",
        "x-ratelimit-remaining-requests": "99",
        "openai-processing-ms": "12",
        "set-cookie": "a=b; Path=/",
      },
    }),
  }),
});
