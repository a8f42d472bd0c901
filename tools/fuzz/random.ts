import { randomNumbers } from '../../test/support/random.ts'

/** Whole numbers of 32 bits. */
export type Random = () => number

/** The numbers of one case: the same ones for the same seed and index, whatever ran before. */
export const caseRandom = (seed: number, index: number): Random =>
  randomNumbers(randomNumbers(seed)() ^ randomNumbers(~index)())

/** A whole number from 0 to `count` - 1. */
export const below = (count: number, random: Random): number => random() % count

/** One of a list. */
export function pick<Item>(list: readonly Item[], random: Random): Item {
  const item = list[below(list.length, random)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

/** Whether something of this probability happens. */
export const happens = (percent: number, random: Random): boolean => below(100, random) < percent

/** One of the names, each as often as its weight says. */
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

/** How many changes are made to something: mostly one. */
export const fewTimes = (random: Random): number => pick([1, 1, 1, 2, 2, 3], random)
