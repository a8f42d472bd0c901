import { expect } from 'vitest'
import { Failure } from '../../../src/errors.ts'
import { randomNumbers } from '../properties/random.ts'
import { mutant } from './mutations.ts'

const SEED = Number(process.env['SEED'] ?? 1)

/** Result when a damaged file is decoded: a picture or a failure code. */
export type Ending = 'picture' | 'corrupt' | 'unsupported' | 'too-large' | 'over-budget'

export type Files = readonly (readonly [name: string, file: Uint8Array])[]
export type Damage = (file: Uint8Array, random: () => number) => Uint8Array
export type Trial = readonly [name: string, file: Uint8Array, cuts: readonly number[]]

/** Runs a decoder and returns its outcome. Internal failures and all other errors are rethrown. */
export async function endingOf(decode: () => Promise<void>): Promise<Ending> {
  try {
    await decode()
    return 'picture'
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'internal') throw error
    return error.code as Ending
  }
}

/** Runs all trials and prints the number of each outcome. Expects that no trial throws an error. */
export async function tryAll(
  trials: Iterable<Trial>,
  decode: (file: Uint8Array, cuts: readonly number[]) => Promise<Ending>,
): Promise<ReadonlyMap<Ending, number>> {
  const counts = new Map<Ending, number>()
  const problems: string[] = []
  for (const [name, file, cuts] of trials) {
    try {
      const ending = await decode(file, cuts)
      counts.set(ending, (counts.get(ending) ?? 0) + 1)
    } catch (error) {
      problems.push(`${name}: ${error}`)
    }
  }
  console.table(Object.fromEntries([...counts, ['anything else', problems.length] as const]))
  expect(problems).toEqual([])
  return counts
}

/**
 * Yields damaged files, which are always the same for a seed. `SEED` in the environment sets the
 * seed.
 */
export function* damagedFiles(
  files: Files,
  count: number,
  damages: readonly Damage[] = [mutant],
): Generator<Trial> {
  for (let index = 0; index < count; index++) {
    const random = randomNumbers(SEED * 1_000_003 + index)
    const [name, file] = files[index % files.length] ?? ['', new Uint8Array()]
    const damage = damages[random() % damages.length] ?? mutant
    const made = damage(file, random)
    yield [`${name}, number ${index}`, made, [random() % made.length, random() % made.length]] as const
  }
}

/** Yields truncated files: each file's prefixes from 12 bytes on. */
export function* prefixes(files: Files, step = 1): Generator<Trial> {
  for (const [name, file] of files)
    for (let length = 12; length < file.length; length += step)
      yield [`${name}, ${length} bytes`, file.subarray(0, length), [length >> 1]] as const
}
