/**
 * Findings that an event was sent for another item than its own: what was put together of such events differs, too. That
 * the final output has another order says nothing of its texts.
 */
export const misplacedItem = ["item/index-sound:gap", "item/index-sound:elsewhere"];
