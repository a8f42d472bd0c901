import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { ssim } from '../../bench/ssim.ts'
import { refuse } from '../../cli/command.ts'
import { detect, type Found, planOf, type Waves, wavesOf } from '../../cli/mark/detect.ts'
import { find } from '../../cli/mark/find.ts'
import { type Rgba, readPicture } from '../../cli/mark/picture.ts'
import { EQUAL } from '../../cli/mark/shapes.ts'
import { type OpenMarkKey, openMarkKey } from '../../src/signing/auth/mark-keys.ts'
import { script } from '../script.ts'
import { ATTACKS, DISTORTIONS } from './attacks.ts'
import { marked } from './marked.ts'
import { differencesOnSmooth, type Plane } from './visible.ts'

const SPEC = {
  name: 'mark-trial',
  does: 'Marks the photographs of a folder, attacks the copies, and prints how many marks are read whole.',
  argument: { name: 'FOLDER', about: 'photographs; docs/mark.md has the figures of Kodak’s 24' },
  flags: {
    sizes: { value: 'LIST', about: 'longer sides of the outputs', initial: '400,800' },
    only: { value: 'TEXT', about: 'attacks whose name has this text' },
    keys: { value: 'COUNT', about: 'looks instead for marks of other keys, where none must be found' },
    thorough: { about: 'stretches and turns the copies, and searches as mark --thorough does' },
    every: {
      value: 'COUNT',
      about: 'with --keys, without --thorough: tries one of so many scales',
      initial: '1',
    },
  },
  examples: ['photographs', 'photographs --thorough', 'photographs --keys 50'],
} as const

const VALUE = '0123456789abcdef'

const keyOf = (index: number): Promise<OpenMarkKey> =>
  openMarkKey({
    id: `k${index}`,
    bytes: Uint8Array.from({ length: 32 }, (_, at) => at * 37 + index * 11 + 5),
  })

async function pictures(folder: string, side: number): Promise<{ name: string; picture: Rgba }[]> {
  const names = (await readdir(folder)).filter((name) => /\.(?:png|jpe?g|webp|avif)$/i.test(name)).sort()
  if (names.length === 0) refuse(`${folder} has no photographs`)
  return Promise.all(
    names.map(async (name) => {
      const file = sharp(join(folder, name)).resize({ width: side, height: side, fit: 'inside' })
      return { name, picture: await readPicture(await file.png({ compressionLevel: 1 }).toBuffer()) }
    }),
  )
}

function planeOf({ data, width, height }: Rgba): Plane {
  const luma = Float64Array.from({ length: data.length / 4 }, (_, at) => {
    const [r = 0, g = 0, b = 0] = data.subarray(4 * at, 4 * at + 3)
    return 0.299 * r + 0.587 * g + 0.114 * b
  })
  return { width, height, luma }
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * Returns a text that describes how visible the marks are in pairs: an original and its marked
 * copy.
 */
function looks(pairs: readonly (readonly [Plane, Plane])[]): string {
  const scores = pairs.map(([a, b]) => ssim(a.luma, b.luma, a.width, a.height))
  const smooth = pairs.flatMap(([a, b]) => differencesOnSmooth(a, b)).sort((a, b) => a - b)
  const [middle, most] = [0.5, 0.95].map((share) => smooth[Math.floor(share * smooth.length)] ?? 0)
  return (
    `SSIM ${meanOf(scores).toFixed(4)}, at least ${Math.min(...scores).toFixed(4)}; on smooth ground ` +
    `${middle?.toFixed(2)} levels of luma, in 95 % of it below ${most?.toFixed(2)}`
  )
}

const milliseconds = (values: readonly number[]) => `${Math.round(meanOf(values))} ms`

interface Reader {
  /** Heading of the reader's column in the table. */
  readonly name: string
  readonly read: (file: Buffer) => Promise<Found | undefined>
}

/**
 * Returns the readers that the trial compares: the quick search in the command `mark`, and its
 * search with `--thorough`.
 */
function readersOf(waves: readonly Waves[], thorough: boolean): readonly Reader[] {
  const quick: Reader = {
    name: 'quick',
    read: async (file) => (thorough ? find(file, waves) : detect(await readPicture(file), waves)),
  }
  return thorough ? [quick, { name: 'thorough', read: (file) => find(file, waves, 'thorough') }] : [quick]
}

const cpuTime = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

interface Attempts {
  readonly side: number
  /** Filter for attacks: only attacks whose name contains this text are tried. */
  readonly only: string
  readonly thorough: boolean
}

async function readShare(
  folder: string,
  { side, only, thorough }: Attempts,
  print: (line: string) => void,
): Promise<void> {
  const key = await keyOf(1)
  const readers = readersOf(wavesOf(key), thorough)
  const originals = await pictures(folder, side)
  const copies = originals.map(({ picture }) => marked(picture, VALUE, key))
  const pairs = originals.map(
    ({ picture }, index) => [planeOf(picture), planeOf(copies[index] ?? picture)] as const,
  )
  print(`${side} px: ${looks(pairs)}`)
  print(`| copy | ${readers.map(({ name }) => `${name} | CPU a picture`).join(' | ')} |`)
  for (const { name, run } of thorough ? DISTORTIONS : ATTACKS) {
    if (!name.includes(only)) continue
    const files = await Promise.all(copies.map(run))
    const cells: string[] = []
    for (const reader of readers) {
      const missed: string[] = []
      const times: number[] = []
      for (const [index, file] of files.entries()) {
        const began = cpuTime()
        const found = await reader.read(file)
        times.push(cpuTime() - began)
        const isRight = found !== undefined && VALUE.startsWith(found.value)
        if (!isRight) missed.push(`${originals[index]?.name}${found ? ` read as ${found.value}` : ''}`)
      }
      const note = missed.length > 0 && missed.length < 6 ? ` (missed ${missed.join(', ')})` : ''
      cells.push(`${files.length - missed.length} of ${files.length}${note} | ${milliseconds(times)}`)
    }
    print(`| ${name} | ${cells.join(' | ')} |`)
  }
}

const pngOf = ({ data, width, height }: Rgba) =>
  sharp(data, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 1 })
    .toBuffer()

/**
 * Yields test pictures for false positives. None has a mark with the tested keys: they are
 * unmarked, or marked with another key, or marked with another key and then attacked.
 */
async function* unmarked(folder: string): AsyncGenerator<{ name: string; picture: Rgba }> {
  const other = await keyOf(1000)
  for (const side of [320, 240, 180]) {
    for (const { name, picture } of await pictures(folder, side)) {
      yield { name: `${name} ${side}`, picture }
      const copy = marked(picture, VALUE, other)
      yield { name: `${name} ${side} marked`, picture: copy }
      const attack = ATTACKS[(side + name.length) % 6]
      if (attack)
        yield { name: `${name} ${side} attacked`, picture: await readPicture(await attack.run(copy)) }
    }
  }
}

async function falsePositives(
  folder: string,
  { count, every, thorough }: { readonly count: number; readonly every: number; readonly thorough: boolean },
  print: (line: string) => void,
): Promise<number> {
  const keys = await Promise.all(Array.from({ length: count }, (_, index) => keyOf(index + 2)))
  const waves = keys.flatMap(wavesOf)
  let [seen, wrong] = [0, 0]
  for await (const { name, picture } of unmarked(folder)) {
    if (seen === 200) break
    seen++
    let index = seen
    const found = thorough
      ? await find(await pngOf(picture), waves, 'thorough')
      : detect(
          picture,
          waves,
          planOf(picture, EQUAL, () => index++ % every === 0),
        )
    if (found) {
      wrong++
      print(`${name}: ${found.value} of ${found.key}, score ${found.score.toFixed(2)}`)
    }
    if (seen % 20 === 0) print(`${seen} pictures so far: ${wrong} false positives`)
  }
  print(`${seen} pictures, ${count} keys: ${wrong} false positives`)
  return wrong
}

/** Command that marks pictures, attacks the copies, and counts the marks that can still be read. */
export const trial = script(
  SPEC,
  async ({ argument: first, flags: { sizes, only = '', keys, every, thorough = false } }, io) => {
    if (keys !== undefined) {
      const wrong = await falsePositives(
        first,
        { count: Number(keys), every: Number(every), thorough },
        io.out,
      )
      return wrong > 0 ? 1 : 0
    }
    for (const side of sizes.split(','))
      await readShare(first, { side: Number(side), only, thorough }, io.out)
    return 0
  },
)
