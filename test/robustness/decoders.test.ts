import { expect, it } from 'vitest'
import { Failure } from '../../src/errors.ts'
import { decoders } from '../../src/formats/codecs.ts'
import { probe } from '../../src/formats/probe.ts'
import { assertLimits } from '../../src/image/plan/check-limits.ts'
import { openKernel } from '../../src/wasm/kernel.ts'
import { byteInput } from '../support/byte-input.ts'
import { guarded } from '../support/guarded-kernel.ts'
import { pngFiles } from '../support/kernel-files.ts'
import { LIMITS } from '../support/limits.ts'
import { mutant } from '../support/mutations.ts'
import { PNG_DAMAGE } from '../support/png-damage.ts'
import { randomNumbers } from '../support/random.ts'
import { webpFiles } from '../support/webp-files.ts'

const SEED = Number(process.env['SEED'] ?? 1)
const MUTATIONS = 20_000

type Ending = 'picture' | 'corrupt' | 'unsupported' | 'too-large'

/** Larger ones are refused as such: a few bytes can claim many pixels. */
const SMALL = { ...LIMITS, pixels: 250_000 }

/** Decodes a file and drops its rows, in a kernel that knows its blocks. */
async function decodeGuarded(file: Uint8Array, cuts: readonly number[]): Promise<Ending> {
  const { result } = await guarded(async (): Promise<Ending> => {
    try {
      const header = probe(file, true)
      if (!header) throw new Error('the header is not complete')
      assertLimits(header, SMALL)
      const { decode } = decoders[header.format]
      const { planes, strips } = await decode(byteInput(file, cuts), header, openKernel(), 8)
      let rows = 0
      for await (const strip of strips) rows += strip.planes[0]?.count ?? 0
      if (rows !== planes[0]?.height) throw new Error(`${rows} rows instead of ${planes[0]?.height}`)
      return 'picture'
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'internal') throw error
      return error.code as Ending
    }
  })
  return result
}

async function tryAll(trials: Iterable<readonly [name: string, file: Uint8Array, cuts: readonly number[]]>) {
  const counts = new Map<Ending, number>()
  const problems: string[] = []
  for (const [name, file, cuts] of trials) {
    try {
      const ending = await decodeGuarded(file, cuts)
      counts.set(ending, (counts.get(ending) ?? 0) + 1)
    } catch (error) {
      problems.push(`${name}: ${error}`)
    }
  }
  console.table(Object.fromEntries([...counts, ['anything else', problems.length] as const]))
  expect(problems).toEqual([])
  return counts
}

type Files = readonly (readonly [string, Uint8Array])[]
type Damage = (file: Uint8Array, random: () => number) => Uint8Array

function* damagedFiles(files: Files, damages: readonly Damage[]) {
  for (let index = 0; index < MUTATIONS; index++) {
    const random = randomNumbers(SEED * 1_000_003 + index)
    const [name, file] = files[index % files.length] ?? ['', new Uint8Array()]
    const damage = damages[random() % damages.length] ?? mutant
    const made = damage(file, random)
    yield [`${name}, number ${index}`, made, [random() % made.length, random() % made.length]] as const
  }
}

function* prefixes(files: Files) {
  for (const [name, file] of files)
    for (let length = 12; length < file.length; length++)
      yield [`${name}, ${length} bytes`, file.subarray(0, length), [length >> 1]] as const
}

const WEBP: Files = [...(await webpFiles(21, 18))]
const PNG: Files = [...pngFiles(13, 9)]

it.each<[string, Files, readonly Damage[]]>([
  ['WebP', WEBP, [mutant]],
  ['PNG', PNG, Object.values(PNG_DAMAGE)],
])(`${MUTATIONS} damaged files of %s stay in their blocks`, async (_, files, damages) => {
  const counts = await tryAll(damagedFiles(files, damages))
  expect(counts.get('corrupt')).toBeGreaterThan(MUTATIONS / 10)
})

it.each([
  ['WebP', WEBP],
  ['PNG', PNG],
])('every prefix of files of %s stays in its blocks', async (_, files) => {
  const counts = await tryAll(prefixes(files))
  expect(counts.get('corrupt')).toBeGreaterThan(100)
})
