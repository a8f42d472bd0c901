import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, test } from 'vitest'
import { corpus } from '../../../tools/webp/corpus.ts'
import { decodePlanes, decodeRgba, headerOf } from '../../../tools/webp/decoded.ts'
import { digestOfPam, digestOfPgm, digestOfPpm } from '../../../tools/webp/digests.ts'
import { webpFiles } from '../../support/webp/files.ts'

const md5 = (...parts: readonly (string | readonly number[])[]) => {
  const hash = createHash('md5')
  for (const part of parts) hash.update(typeof part === 'string' ? part : Uint8Array.from(part))
  return hash.digest('hex')
}

test('the digests are those of the files that dwebp writes', () => {
  const size = { width: 3, height: 2 }
  const rgba = Uint8Array.from({ length: 24 }, (_, at) => at)
  const head = 'P7\nWIDTH 3\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n'
  expect(digestOfPam(size, rgba)).toBe(md5(head, [...rgba]))
  const rgb = [...rgba].filter((_, at) => at % 4 < 3)
  expect(digestOfPpm(size, rgba)).toBe(md5('P6\n3 2\n255\n', rgb))
  const planes = [
    [1, 2, 3, 4, 5, 6],
    [7, 8],
    [9, 10],
  ].map((plane) => Uint8Array.from(plane))
  const [luma, chroma] = [
    [1, 2, 3, 0, 4, 5, 6, 0],
    [7, 8, 9, 10],
  ]
  expect(digestOfPgm(size, planes, undefined)).toBe(md5('P5\n4 3\n255\n', luma, chroma))
  const alpha = Uint8Array.of(11, 12, 13, 14, 15, 16)
  expect(digestOfPgm(size, planes, alpha)).toBe(
    md5('P5\n4 5\n255\n', luma, chroma, [11, 12, 13, 0, 14, 15, 16, 0]),
  )
})

let folder = ''
const files = await webpFiles(23, 17)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'webp-'))
  for (const [name, file] of files) await writeFile(join(folder, `${name.replace(/\W+/g, '-')}.webp`), file)
})
afterAll(() => rm(folder, { recursive: true }))

async function run(): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = []
  const io = { out: (line: string) => lines.push(line), err: () => {}, env: {}, cwd: folder, now: () => 0 }
  return { code: await corpus([folder], io), lines }
}

it('every file is reported as equal', async () => {
  const { code, lines } = await run()
  expect(lines).toEqual([
    JSON.stringify({ files: files.size, equal: files.size, differ: 0, refused: 0, digests: 0 }),
  ])
  expect(code).toBe(0)
})

it('files that differ from their digest, and refused files, are reported', async () => {
  const [name = '', file = new Uint8Array()] = [...files].find(([key]) => key === 'WebP: lossy') ?? []
  const header = headerOf(file)
  const right = digestOfPpm(header, await decodeRgba(file))
  await decodePlanes(file)
  const list = [`${right}  ${name.replace(/\W+/g, '-')}.webp.ppm`, `${'0'.repeat(32)}  WebP-lossy.webp.pgm`]
  await writeFile(join(folder, 'libwebp_tests.md5'), list.join('\n'))
  await writeFile(join(folder, 'cut.webp'), file.subarray(0, 200))
  const { code, lines } = await run()
  expect(lines).toEqual([
    'differs  WebP-lossy.webp: digest of .pgm',
    'refused  cut.webp: corrupt: WebP: the image data is damaged',
    JSON.stringify({ files: files.size + 1, equal: files.size - 1, differ: 1, refused: 1, digests: 2 }),
  ])
  expect(code).toBe(1)
})
