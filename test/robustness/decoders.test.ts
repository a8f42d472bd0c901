import { expect, it } from 'vitest'
import type { Decoder } from '../../src/engine/formats/codec.ts'
import { decoders } from '../../src/engine/formats/codecs.ts'
import { formats } from '../../src/engine/formats/formats.ts'
import type { Header } from '../../src/engine/formats/header.ts'
import { decoder as heicDecoder } from '../../src/engine/formats/heic/decoder.ts'
import { probe } from '../../src/engine/formats/probe.ts'
import { assertLimits } from '../../src/engine/plan/check-limits.ts'
import { openKernel } from '../../src/engine/wasm/kernel.ts'
import { changeBoxes } from '../fuzz/boxes.ts'
import { avifFiles } from '../support/avif/grids.ts'
import { join } from '../support/bytes/image-writers.ts'
import { decodeFilm } from '../support/engine/animated.ts'
import { byteInput } from '../support/engine/byte-input.ts'
import { toneMappedAvifs, toneMappedHeic } from '../support/gain-map/tone-mapped-files.ts'
import { heicFiles } from '../support/heic/files.ts'
import {
  type Damage,
  damagedFiles,
  type Ending,
  endingOf,
  type Files,
  prefixes,
  tryAll,
} from '../support/hostile/damaged.ts'
import { mutant } from '../support/hostile/mutations.ts'
import { LIMITS } from '../support/isolate/limits.ts'
import { guarded } from '../support/kernel/guarded.ts'
import { pngFiles } from '../support/picture/files.ts'
import { movingGif, movingWebp } from '../support/picture/films.ts'
import { PNG_DAMAGE } from '../support/png/damage.ts'
import '../support/engine/libheif.ts'
import { webpFiles } from '../support/webp/files.ts'

const MUTATIONS = 20_000

/**
 * Limits of this test. Larger images are refused at once, because a few bytes can claim many
 * pixels.
 */
const SMALL = { ...LIMITS, pixels: 250_000 }

function smallHeader(file: Uint8Array) {
  const header = probe(file, true)
  if (!header) throw new Error('the header is not complete')
  assertLimits(header, SMALL)
  return header
}

// Production builds may leave out HEIC. This test always decodes it.
const DECODERS: Readonly<Record<string, Decoder>> = { ...decoders, heic: heicDecoder }

async function readRows(file: Uint8Array, header: Header, cuts: readonly number[]): Promise<void> {
  const decoder = DECODERS[header.format]
  if (!decoder) throw new Error(`nothing decodes ${header.format}`)
  const { planes, strips } = await decoder.decode(byteInput(file, cuts), header, openKernel(), 8)
  let rows = 0
  for await (const strip of strips) rows += strip.planes[0]?.count ?? 0
  if (rows !== planes[0]?.height) throw new Error(`${rows} rows instead of ${planes[0]?.height}`)
}

/** Decodes a file and drops its rows, in a kernel that checks the bounds of its blocks. */
async function decodeGuarded(file: Uint8Array, cuts: readonly number[]): Promise<Ending> {
  const { result } = await guarded(() => endingOf(() => readRows(file, smallHeader(file), cuts)))
  return result
}

/** Decodes the gain map of a file and drops its rows, if there is a gain map. */
async function mapGuarded(file: Uint8Array, cuts: readonly number[]): Promise<Ending> {
  const { result } = await guarded(() =>
    endingOf(async () => {
      const header = smallHeader(file)
      const found = formats[header.format].readGainMap?.(new Uint8Array(file), header)
      if (!found) return
      assertLimits(found.header, SMALL)
      await readRows(file, found.header, cuts)
    }),
  )
  return result
}

/** Decodes all frames of an animation and drops them. */
async function filmGuarded(file: Uint8Array, cuts: readonly number[]): Promise<Ending> {
  const { result } = await guarded(() =>
    endingOf(async () => {
      const { width, height, format } = smallHeader(file)
      if (!decoders[format].animation) return
      const { frames } = await decodeFilm(file, byteInput(file, cuts))
      const odd = frames.find(({ data }) => data.length !== width * height * 4)
      if (odd) throw new Error(`${odd.data.length} bytes of ${width}x${height}`)
    }),
  )
  return result
}

type Decode = (file: Uint8Array, cuts: readonly number[]) => Promise<Ending>

const WEBP: Files = [...(await webpFiles(21, 18))]
const PNG: Files = [...pngFiles(13, 9)]
const AVIF: Files = [...(await avifFiles())]
const HEIC: Files = [...heicFiles(34, 22)]
const TONE_MAPPED: Files = [...toneMappedAvifs(), ['HEIC: with a tone map', toneMappedHeic()]]
const FILMS: Files = [
  ['moving GIF', movingGif(6, { width: 20, height: 14 })],
  ['moving WebP', movingWebp(6, { width: 20, height: 14 })],
  ...WEBP.filter(([name]) => name.includes('animated')),
]

/** Damages only each box's first 400 bytes, where tables are, since most of a file is pixels. */
const inTables: Damage = (file, random) =>
  changeBoxes(file, random, (body) => {
    const head = Math.min(body.length, 400)
    return head > 0 ? join(mutant(body.subarray(0, head), random), body.subarray(head)) : body
  })

// Foreign codecs take milliseconds to start, so that they get a tenth of the trials.
it.each<[string, Files, number, Decode, readonly Damage[]]>([
  ['WebP', WEBP, MUTATIONS, decodeGuarded, [mutant]],
  ['PNG', PNG, MUTATIONS, decodeGuarded, Object.values(PNG_DAMAGE)],
  ['AVIF', AVIF, MUTATIONS / 10, decodeGuarded, [mutant, inTables]],
  ['HEIC', HEIC, MUTATIONS / 10, decodeGuarded, [mutant, inTables, inTables]],
  ['gain maps', TONE_MAPPED, MUTATIONS / 10, mapGuarded, [mutant, inTables, inTables]],
  ['animations', FILMS, MUTATIONS, filmGuarded, [mutant]],
])('decodes damaged files of %s without leaving a memory block', async (_, files, count, decode, damages) => {
  const counts = await tryAll(damagedFiles(files, count, damages), decode)
  expect(counts.get('corrupt')).toBeGreaterThan(count / 20)
})

it.each<[string, Files, number, Decode]>([
  ['WebP', WEBP, 1, decodeGuarded],
  ['PNG', PNG, 1, decodeGuarded],
  ['AVIF', AVIF, 5, decodeGuarded],
  ['HEIC', HEIC, 29, decodeGuarded],
  ['gain maps', TONE_MAPPED, 29, mapGuarded],
  ['animations', FILMS, 1, filmGuarded],
])('decodes truncated files of %s without leaving a memory block', async (_, files, step, decode) => {
  const counts = await tryAll(prefixes(files, step), decode)
  expect(counts.get('corrupt')).toBeGreaterThan(100)
})
