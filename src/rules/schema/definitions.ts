/** True for the definition of an event, or of what only events have. The items and responses that it carries are no part of it. */
export const isEvent = (definition: string): boolean =>
  /^(events|variants\/required-input)\//.test(definition);

/** True for the definition of an item, or of a part or annotation of one. */
export const isItem = (definition: string): boolean =>
  /^(items|parts|annotations)\//.test(definition);
