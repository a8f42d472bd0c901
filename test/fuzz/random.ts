import { randomNumbers } from '../support/properties/random.ts'

/** Returns a random 32-bit integer. */
export type Random = () => number

/** Returns the random numbers of a case. They are always the same for a seed and an index. */
export const caseRandom = (seed: number, index: number): Random =>
  randomNumbers(randomNumbers(seed)() ^ randomNumbers(~index)())

/** Returns a random integer from 0 to `count` - 1. */
export const below = (count: number, random: Random): number => random() % count

/** Returns a random item of a list. */
export function pick<Item>(list: readonly Item[], random: Random): Item {
  const item = list[below(list.length, random)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

/** Returns `true` with this probability. */
export const happens = (percent: number, random: Random): boolean => below(100, random) < percent

/** Returns a random name. The probability of a name is proportional to its weight. */
export function weighted<Name extends string>(weights: Readonly<Record<Name, number>>, random: Random): Name {
  const entries = Object.entries(weights) as [Name, number][]
  let at = below(
    entries.reduce((sum, [, weight]) => sum + weight, 0),
    random,
  )
  for (const [name, weight] of entries) {
    if (at < weight) return name
    at -= weight
  }
  throw new RangeError('no weights')
}

/** Returns a random number of changes from 1 to 3. The most likely is 1. */
export const fewTimes = (random: Random): number => pick([1, 1, 1, 2, 2, 3], random)
