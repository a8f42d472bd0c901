import { describe, expect, it, test } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/webp/decoder.ts'
import {
  anmf,
  imageChunks,
  join,
  le32,
  vp8x,
  WEBP,
  webp,
  webpChunk,
} from '../../../../support/bytes/image-writers.ts'
import { decodeWhole, headerOf } from '../../../../support/engine/decode-whole.ts'
import { failure } from '../../../../support/process/failure.ts'
import { webpFiles } from '../../../../support/webp/files.ts'

const [WIDTH, HEIGHT] = [41, 33]
const FILES = await webpFiles(WIDTH, HEIGHT)
const fileOf = (name: string) => FILES.get(`WebP: ${name}`) ?? new Uint8Array()
const LOSSY = fileOf('lossy')
const lossy = imageChunks(LOSSY)
const lossless = imageChunks(fileOf('lossless with alpha'))
const transparent = imageChunks(fileOf('lossy with alpha'))
const alph = transparent.subarray(
  0,
  8 + new DataView(transparent.buffer, transparent.byteOffset).getUint32(4, true),
)

const extended = (flags: number, ...chunks: readonly Uint8Array[]) =>
  webp(vp8x(flags, WIDTH, HEIGHT), ...chunks)
const payload = (chunk: Uint8Array) => chunk.subarray(8)

function withRiff(file: Uint8Array, length: number): Uint8Array {
  const copy = Uint8Array.from(file)
  copy.set(le32(length), 4)
  return copy
}

describe('a WebP with redundant parts', () => {
  it.each<[string, Uint8Array, string]>([
    ['another image after it', extended(0, lossy, lossless), 'lossy'],
    ['alpha after the image', extended(WEBP.alpha, lossy, alph), 'lossy'],
    ['an alpha flag without alpha', extended(WEBP.alpha, lossy), 'lossy'],
    ['flags for EXIF, XMP and ICC without them', extended(0x2c, lossy), 'lossy'],
    [
      'chunks with unknown names',
      extended(0, webpChunk('what', 'odd'), lossy, webpChunk('else', '')),
      'lossy',
    ],
    ['alpha beside lossless pixels', extended(WEBP.alpha, alph, lossless), 'lossless with alpha'],
    ['frames before the image', extended(0, anmf(WIDTH, HEIGHT), lossy), 'lossy'],
    ['bytes after its end', join(LOSSY, 'and more'), 'lossy'],
    ['a RIFF length beyond its end', withRiff(LOSSY, LOSSY.length + 1000), 'lossy'],
    ['the largest RIFF length', withRiff(LOSSY, 0xffffffff), 'lossy'],
  ])('shows its first image: %s', async (_, file, name) => {
    expect(await decodeWhole(decoder, file)).toEqual(await decodeWhole(decoder, fileOf(name)))
  })
})

describe('a contradictory WebP', () => {
  const longer = (chunk: Uint8Array, by: number) =>
    join(chunk.subarray(0, 4), le32(chunk.length - 8 + by), payload(chunk))
  it.each<[string, Uint8Array]>([
    ['RIFF ends before the image', withRiff(LOSSY, LOSSY.length - 30)],
    ['RIFF has length 0', withRiff(LOSSY, 0)],
    ['the chunk is longer than the file', webp(longer(lossy, 500))],
    ['the chunk has the largest length', webp(join('VP8 ', le32(0xffffffff), payload(lossy)))],
    ['the chunk is shorter than its pixels', webp(webpChunk('VP8 ', payload(lossy).subarray(0, 200)))],
    ['lossless pixels in a lossy chunk', webp(webpChunk('VP8 ', payload(lossless)))],
    ['lossy pixels in a lossless chunk', webp(webpChunk('VP8L', payload(lossy)))],
    ['invalid alpha data', extended(WEBP.alpha, webpChunk('ALPH', [1, 255, 255, 255, 255]), lossy)],
    ['alpha without bytes', extended(WEBP.alpha, webpChunk('ALPH', []), lossy)],
    ['alpha that is too short', extended(WEBP.alpha, webpChunk('ALPH', [0, 1, 2, 3]), lossy)],
    ['alpha longer than the file', extended(WEBP.alpha, join('ALPH', le32(1 << 30), 1, 2), lossy)],
    ['an animation with a still image', extended(WEBP.animation, lossy)],
    ['a still with frames', extended(0, anmf(WIDTH, HEIGHT, lossy))],
    ['a frame without pixels', extended(WEBP.animation, anmf(WIDTH, HEIGHT))],
    ['a canvas of another size', webp(vp8x(0, WIDTH, HEIGHT + 1), lossy)],
  ])('is corrupt: %s', async (_, file) => {
    await expect(async () => decodeWhole(decoder, file)).rejects.toThrow(failure('corrupt'))
  })
})

test('reads a file no further than its image', async () => {
  const file = extended(0, lossy, webpChunk('XMP ', 'x'.repeat(5000)))
  const { pixels } = headerOf(file).webp ?? expect.fail()
  const cut = file.subarray(0, pixels.at + pixels.length)
  expect(await decodeWhole(decoder, cut, headerOf(file))).toEqual(await decodeWhole(decoder, LOSSY))
})
