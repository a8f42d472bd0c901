/** Returns the options that a request gives. All others are `undefined` in a parsed intent. */
export const givenOptions = <Options extends object>(options: Options): Partial<Options> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Options>
