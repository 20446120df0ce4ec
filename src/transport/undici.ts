/**
 * The parts of undici that are used. They are loaded together, at the first request. The main entry of the package would
 * also load fetch, WebSocket and more.
 */
export { default as connect } from "undici/lib/api/api-connect.js";
export { default as buildConnector } from "undici/lib/core/connect.js";
export { default as Agent } from "undici/lib/dispatcher/agent.js";
export { default as Pool } from "undici/lib/dispatcher/pool.js";
export { default as ProxyAgent } from "undici/lib/dispatcher/proxy-agent.js";
