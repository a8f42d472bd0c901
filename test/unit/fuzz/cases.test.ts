import { beforeAll, describe, expect, test } from 'vitest'
import { type Case, makeCase } from '../../fuzz/cases.ts'
import { knownPictures } from '../../fuzz/known.ts'
import { mutate, repaired } from '../../fuzz/mutate.ts'
import { partsOf } from '../../fuzz/parts.ts'
import { caseRandom } from '../../fuzz/random.ts'
import { FORMATS, makeSeeds, type Seed } from '../../fuzz/seeds.ts'
import { headerOf } from '../../support/engine/decode-whole.ts'

const COUNT = 300

let seeds: readonly Seed[]
let cases: readonly Case[]
const manyCases = (seed: number) => Array.from({ length: COUNT }, (_, index) => makeCase(seed, index, seeds))

beforeAll(async () => {
  seeds = await makeSeeds()
  cases = manyCases(5)
})

describe('a case', () => {
  test('is the same for the same seed and index', () => {
    const plain = ({ tamper, ...rest }: Case) => ({ ...rest, tampered: tamper?.('/a?b=1&token=abc') })
    expect(manyCases(5).map(plain)).toEqual(cases.map(plain))
  })

  test('differs with seed and index', () => {
    const targets = [...cases, ...manyCases(6)].map(
      ({ target, how }) => `${how} ${target.replace(/^.*?[?]/, '')}`,
    )
    expect(new Set(targets).size).toBeGreaterThan(1.9 * COUNT)
  })

  test('covers every kind', () => {
    const kinds = new Set(cases.map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(['image', 'mandatory', 'options', 'overlay', 'target'])
  })

  test('requests a file under its own number', () => {
    for (const { index, target } of cases) expect(target).toMatch(new RegExp(`^(?:/covered)?/c${index}/`))
  })

  test('covers every format', () => {
    for (const format of FORMATS.filter((name) => name !== 'svg'))
      expect(cases.some(({ kind, how }) => kind === 'image' && how.startsWith(format.toUpperCase()))).toBe(
        true,
      )
  })
})

test('all seeds are valid', () => {
  for (const { format, file, name } of seeds)
    if (format !== 'svg') expect([name, headerOf(file).format]).toEqual([name, format])
})

test('the parts of a valid or damaged file join to the same file', () => {
  for (const [index, seed] of seeds.entries()) {
    const { file } = mutate(seed, seeds, caseRandom(1, index))
    for (const bytes of [seed.file, file])
      expect(Buffer.compare(Buffer.concat(partsOf(seed.format, bytes)), bytes)).toBe(0)
    expect(partsOf(seed.format, seed.file).length).toBeGreaterThan(1)
  }
})

describe('a mutant', () => {
  test('can be made of very short files', () => {
    for (const format of FORMATS)
      for (let length = 1; length < 200; length++) {
        const seed = seeds.find((one) => one.format === format)
        const rest = { format, name: 'a rest', file: seed?.file.subarray(0, length % 30) ?? new Uint8Array() }
        expect(mutate(rest, seeds, caseRandom(3, length)).file.length).toBeLessThanOrEqual(300_000)
      }
  })

  test('mostly differs from its seed', () => {
    const changed = seeds.filter(
      (seed, index) => Buffer.compare(mutate(seed, seeds, caseRandom(2, index)).file, seed.file) !== 0,
    )
    expect(changed.length).toBeGreaterThan(0.9 * seeds.length)
  })

  test('is repaired if its format has checks', () => {
    for (const { format, file } of seeds.filter(({ format }) => format === 'png' || format === 'webp')) {
      const damaged = Uint8Array.from(file)
      const at = format === 'png' ? 29 : 4
      damaged[at] = (file[at] ?? 0) ^ 1
      expect(Buffer.compare(repaired(format, damaged), file)).toBe(0)
    }
  })
})

describe('known pictures', () => {
  test('have paths that no cache contains', () => {
    const { request } = knownPictures(seeds)
    const paths = Array.from({ length: 60 }, (_, count) => request(count).target.split('?')[0])
    expect(new Set(paths).size).toBe(60)
  })

  test('must not change', () => {
    const { check } = knownPictures(seeds)
    expect(check(3, 200, Uint8Array.of(1, 2))).toBeUndefined()
    expect(check(28, 200, Uint8Array.of(1, 2))).toBeUndefined()
    expect(check(28, 200, Uint8Array.of(1, 3))).toBe('a known picture has changed')
    expect(check(4, 422, Uint8Array.of())).toBe('a known picture: 422')
  })
})
