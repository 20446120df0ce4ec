/** True for the definition of an event, which what it carries is no part of. */
export const isEvent = (definition: string): boolean => definition.startsWith("events/");

/** True for the definition of an item, or of a part or annotation of one. */
export const isItem = (definition: string): boolean =>
  /^(items|parts|annotations)\//.test(definition);
