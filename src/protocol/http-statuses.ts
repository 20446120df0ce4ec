/** The meaning of HTTP statuses for an endpoint. Only this module reads them. 500 is in none of the groups: it is a failure. */

/** The endpoint, or a proxy before it, asks to come again later: too many requests, or a server that is away. */
const tryAgain: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** The key is missing, wrong, or may not be used for this. */
const notAllowed: ReadonlySet<number> = new Set([401, 403]);
/** There is no such route, or not with this method. */
const noRoute: ReadonlySet<number> = new Set([404, 405, 501]);

/** True for a status after which the same request is worth another try. */
export const isWorthRetrying = (status: number): boolean => tryAgain.has(status);

/** True for a status that too many requests at a time may bring about: the endpoint asks to come again, or failed. */
export const mayBeOverload = (status: number): boolean =>
  tryAgain.has(status) || (status >= 500 && !noRoute.has(status));

/** True for a status that says nothing about what was asked for: the endpoint was busy, or did not let the caller in. */
export const saysNothing = (status: number): boolean =>
  tryAgain.has(status) || notAllowed.has(status);

/** True for a status that does not let the caller in. */
export const isNotAllowed = (status: number): boolean => notAllowed.has(status);

/** True for a status by which an endpoint says that it does not offer a route (or, 404, that it does not know an id). */
export const isRouteMissing = (status: number): boolean => noRoute.has(status);

/** True for a status that refuses what was asked for, and not the caller or the moment: 500 is one too. */
export const refuses = (status: number): boolean => status >= 400 && !saysNothing(status);
