import type { Variant } from "./types.ts";

/** Ways to carry the same messages over a WebSocket. */
export const websocketVariants: readonly Variant[] = [
  {
    id: "ws-fragments",
    title: "Over WebSocket, each message comes in fragments.",
    messages: (messages) =>
      messages.map((message) => {
        if (typeof message !== "string") return message;
        const middle = message.length >> 1;
        return [message.slice(0, middle), "", message.slice(middle)];
      }),
  },
  {
    id: "ws-pings",
    title: "Over WebSocket, a ping comes before every message and after the last one.",
    messages: (messages) => [
      ...messages.flatMap((message) => [{ ping: true } as const, message]),
      { ping: true },
    ],
  },
  {
    id: "ws-compressed",
    title: "Over WebSocket, messages are compressed where the client offers it.",
    compress: true,
  },
];
