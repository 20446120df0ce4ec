import type { Evidence } from "../../engine/rule.ts";

/** Evidence of a status that differs from the expected one, such as "400 or 404". */
export const wrongStatus = (status: number, expected: string): Evidence => ({
  expected: `status ${expected}`,
  actual: `status ${status}`,
  args: { status },
});
