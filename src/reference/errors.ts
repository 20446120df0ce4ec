import type { JsonObject } from "../json/json.ts";

/** The error types that Open Responses names; OpenAI's reference leaves the value open. */
export type ErrorType = "invalid_request" | "not_found" | "server_error" | "model_error";

/** A request that is refused: an HTTP status and the four fields of the error body. */
export class Refusal extends Error {
  readonly status: number;
  readonly type: ErrorType;
  readonly code: string | null;
  readonly param: string | null;

  constructor(
    status: number,
    type: ErrorType,
    code: string | null,
    message: string,
    param: string | null = null,
  ) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
  }
}

/** A 400 about one request field. */
export function badField(param: string, code: string, message: string): Refusal {
  return new Refusal(400, "invalid_request", code, message, param);
}

/** A 404. */
export function notFound(code: string, message: string, param: string | null = null): Refusal {
  return new Refusal(404, "not_found", code, message, param);
}

/** The JSON body of a refused request: `{error: {message, type, param, code}}`. */
export function errorBody({ message, type, param, code }: Refusal): JsonObject {
  return { error: { message, type, param, code } };
}
