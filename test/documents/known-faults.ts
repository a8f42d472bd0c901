/** Pages with a block that is wrong today. Mend the page, and take it from here. */
export const KNOWN_FAULTS: readonly string[] = []
