/** Returns a function that runs one stage of the checks and prints its duration. */
export function stopwatch(print: (line: string) => void) {
  return async <T>(name: string, run: () => Promise<T>): Promise<T> => {
    const begin = performance.now()
    const result = await run()
    print(`${((performance.now() - begin) / 1000).toFixed(1).padStart(6)} s  ${name}`)
    return result
  }
}
