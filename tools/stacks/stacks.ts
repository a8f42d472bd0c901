import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { refuse } from '../../cli/command.ts'
import { listFiles } from '../../cli/start/folder-origin.ts'
import { Failure } from '../../src/errors.ts'
import { mutate } from '../../test/fuzz/mutate.ts'
import { caseRandom, happens, pick, type Random } from '../../test/fuzz/random.ts'
import { makeSeeds, type Seed } from '../../test/fuzz/seeds.ts'
import { mutant } from '../../test/support/hostile/mutations.ts'
import { FONTS } from '../../test/support/text/fonts.ts'
import { hostileFonts } from '../../test/support/text/hostile-fonts.ts'
import { STACKS } from '../codecs/stacks.ts'
import { script } from '../script.ts'
import { boundsOf } from './built.ts'
import { deepestUse, measureAll } from './paint.ts'
import { decodePicture, drawDrawing, drawText, encodePicture } from './workloads.ts'

const SPEC = {
  name: 'stacks',
  does: 'Measures the deepest use of the stack of each foreign module, with folders of pictures and damaged ones.',
  argument: { name: 'DIR', about: 'folders with pictures and SVGs', many: true, optional: true },
  flags: {
    seconds: { value: 'SECONDS', about: 'how long damaged files are tried', initial: '60' },
    seed: { value: 'SEED', about: 'of the damage', initial: '1' },
  },
  examples: ['~/pictures', '--seconds 600 ~/pictures ~/avif'],
} as const

/** Interval at which decoded pictures are also encoded: every tenth file. */
const ENCODE_EVERY = 10
const TEXT = 'Signet क्षत्रिय العَرَبِيَّة שָׁלוֹם น้ำ 写真 fi'

const nameOf = ({ format }: Seed) => `.${format}`
const isSvg = (name: string) => name.endsWith('.svg')

/**
 * Runs a job that can fail, and measures the stack use in the module instances that it leaves
 * behind.
 * @returns `done`, or the failure's code
 */
async function outcome(work: () => Promise<unknown> | unknown): Promise<string> {
  try {
    await work()
    return 'done'
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return /call stack|unreachable/.test(error.message) ? `${error.code}: ${error.message}` : error.code
  } finally {
    measureAll()
  }
}

function workOf(name: string, file: Uint8Array, encodes: boolean): () => Promise<unknown> | unknown {
  if (isSvg(name)) return () => drawDrawing(file)
  return async () => {
    const frame = await decodePicture(file)
    if (frame && encodes) await encodePicture(frame)
  }
}

/** Yields jobs that draw a text, with undamaged fonts and with the tests' hostile fonts. */
function* fontWork(): Generator<() => Promise<void>> {
  for (const read of Object.values(FONTS)) yield () => drawText(TEXT, read())
  for (const font of hostileFonts(FONTS.latin()).values()) yield () => drawText('abcdefgh', font)
}

/**
 * Returns a job that reads a damaged file: a font, a file in the given folders, or a fuzzer seed.
 */
function damagedWork(
  random: Random,
  seeds: readonly Seed[],
  given: readonly string[],
): () => Promise<unknown> | unknown {
  if (happens(12, random)) return () => drawText(TEXT, mutant(pick(Object.values(FONTS), random)(), random))
  if (given.length > 0 && happens(50, random)) {
    const name = pick(given, random)
    return async () => workOf(name, mutant(await readFile(name), random), false)()
  }
  const chosen = pick(seeds, random)
  const { file } = mutate(chosen, seeds, random)
  return workOf(nameOf(chosen), file, false)
}

/** Measures the stacks and prints a table of all modules. */
export const stacks = script(SPEC, async ({ all, flags }, io) => {
  const [seconds, seed] = [Number(flags.seconds), Number(flags.seed)]
  if (!(seconds >= 0 && Number.isInteger(seed))) refuse('--seconds and --seed are numbers')
  const counts = new Map<string, number>()
  const run = async (work: () => Promise<unknown> | unknown) => {
    const code = await outcome(work)
    counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  const lists = all.map(async (folder) => (await listFiles(folder)).map((name) => join(folder, name)))
  const files = (await Promise.all(lists)).flat()
  for (const [index, name] of files.entries())
    await run(workOf(name, new Uint8Array(await readFile(name)), index % ENCODE_EVERY === 0))
  for (const work of fontWork()) await run(work)
  const seeds = await makeSeeds()
  for (const one of seeds) await run(workOf(nameOf(one), one.file, true))
  const until = performance.now() + seconds * 1000
  let cases = 0
  for (; performance.now() < until; cases++) await run(damagedWork(caseRandom(seed, cases), seeds, files))
  io.err(JSON.stringify({ files: files.length, seeds: seeds.length, cases, ...Object.fromEntries(counts) }))
  for (const [name, { size }] of Object.entries(STACKS)) {
    const used = deepestUse(boundsOf(name).base)
    io.out(`${name.padEnd(14)} ${String(used).padStart(8)} of ${String(size).padStart(8)} bytes`)
  }
  return 0
})
