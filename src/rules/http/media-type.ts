export const eventStream = "text/event-stream";
export const json = "application/json";
/** What evidence says of an answer without a content type. */
export const noType = "no content-type";

/** True for a status that says that the request was served. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
