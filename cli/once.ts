import type { Io } from './command.ts'

/** Returns a function that prints each line only once. */
export function once(print: Io['err']): Io['err'] {
  const printed = new Set<string>()
  return (line) => {
    if (!printed.has(line)) print(line)
    printed.add(line)
  }
}
