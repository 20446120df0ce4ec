import { variant, variantsOf } from "./types.ts";

/** Ways to carry the same messages over a WebSocket. */
export const websocketVariants = variantsOf({
  "ws-fragments": variant("Over WebSocket, each message is sent in fragments.", {
    messages: (messages) =>
      messages.map((message) => {
        if (typeof message !== "string") return message;
        const middle = message.length >> 1;
        return [message.slice(0, middle), "", message.slice(middle)];
      }),
  }),
  "ws-pings": variant(
    "Over WebSocket, a ping is sent before every message and after the last one.",
    {
      messages: (messages) => [
        ...messages.flatMap((message) => [{ ping: true } as const, message]),
        { ping: true },
      ],
    },
  ),
  "ws-compressed": variant("Over WebSocket, messages are compressed if the client offers it.", {
    compress: true,
  }),
});
