import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { refuse } from '../../cli/command.ts'
import { listFiles } from '../../cli/start/folder-origin.ts'
import { Failure } from '../../src/errors.ts'
import { script } from '../script.ts'
import { decodePlanes, decodeRgba, headerOf } from './decoded.ts'
import { digestOfPam, digestOfPgm, digestOfPpm, readDigests } from './digests.ts'

const SPEC = {
  name: 'webp-corpus',
  does: "Decodes every WebP below a folder, and compares it with libwebp's digests if the folder has them, and with sharp.",
  argument: {
    name: 'DIR',
    about: "folder with images, and with libwebp's libwebp_tests.md5 if there is one",
  },
  flags: {},
  examples: ['~/libwebp-test-data'],
} as const

const DIGESTS = 'libwebp_tests.md5'

interface Verdict {
  readonly how: string
  readonly equal: boolean
}

function compareDigest(
  digests: ReadonlyMap<string, string>,
  name: string,
  kind: 'pam' | 'pgm' | 'ppm',
  found: string,
): Verdict[] {
  const expected = digests.get(`${name}.${kind}`)
  return expected === undefined ? [] : [{ how: `digest of .${kind}`, equal: expected === found }]
}

function meanDistance(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  return a.reduce((sum, level, at) => sum + Math.abs(level - (b[at] ?? 0)), 0) / a.length
}

async function compareWithSharp(file: Uint8Array<ArrayBuffer>, rgba: Buffer): Promise<Verdict[]> {
  const theirs = await sharp(file).ensureAlpha().raw().toBuffer()
  const distance = meanDistance(rgba, theirs)
  return [{ how: `sharp, ${distance.toFixed(3)} apart`, equal: distance === 0 }]
}

async function judge(
  file: Uint8Array<ArrayBuffer>,
  name: string,
  digests: ReadonlyMap<string, string>,
): Promise<Verdict[]> {
  const header = headerOf(file)
  const rgba = await decodeRgba(file)
  // libwebp writes a lossless image's alpha samples even if its header declares that it has none.
  const verdicts = header.alpha
    ? compareDigest(digests, name, 'pam', digestOfPam(header, rgba))
    : compareDigest(digests, name, 'ppm', digestOfPpm(header, rgba))
  if (header.webp && !header.webp.lossless && !header.webp.frame) {
    const alpha = header.webp.alpha && rgba.filter((_, at) => at % 4 === 3)
    verdicts.push(
      ...compareDigest(digests, name, 'pgm', digestOfPgm(header, await decodePlanes(file), alpha)),
    )
  }
  return [...verdicts, ...(await compareWithSharp(file, rgba))]
}

/**
 * Decodes every WebP file in a folder in the kernel and compares the pictures with libwebp's
 * digests and with sharp.
 */
export const corpus = script(SPEC, async ({ argument: directory }, io) => {
  const files = (await listFiles(directory)).filter((file) => file.endsWith('.webp'))
  if (files.length === 0) refuse(`${directory}: there are no WebP files`)
  const list = await readFile(join(directory, DIGESTS), 'utf8').catch(() => '')
  const digests = readDigests(list)
  const counts = { files: files.length, equal: 0, differ: 0, refused: 0 }
  for (const file of files) {
    try {
      const bytes = Uint8Array.from(await readFile(join(directory, file)))
      const verdicts = await judge(bytes, basename(file), digests)
      const wrong = verdicts.filter(({ equal }) => !equal)
      counts[wrong.length > 0 ? 'differ' : 'equal']++
      for (const { how } of wrong) io.out(`differs  ${file}: ${how}`)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      counts.refused++
      io.out(`refused  ${file}: ${error.code}: ${error.message}`)
    }
  }
  io.out(JSON.stringify({ ...counts, digests: digests.size }))
  return counts.differ + counts.refused > 0 ? 1 : 0
})
