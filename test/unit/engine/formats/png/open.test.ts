import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { openPng } from '../../../../../src/engine/formats/png/open.ts'
import { Failure } from '../../../../../src/errors.ts'
import {
  be32,
  ihdr,
  join,
  type Part,
  PNG_SIGNATURE,
  pngChunk,
} from '../../../../support/bytes/image-writers.ts'
import { type ByteInput, byteInput } from '../../../../support/engine/byte-input.ts'
import { failure } from '../../../../support/process/failure.ts'

const IHDR = ihdr({ colorType: 3 })
const PLTE = pngChunk('PLTE', [1, 2, 3, 4, 5, 6])
const TRNS = pngChunk('tRNS', [7, 8])
const IDAT = pngChunk('IDAT', [9, 10, 11])
const IEND = pngChunk('IEND')
const file = (...chunks: readonly Part[]) => join(PNG_SIGNATURE, ...chunks)

async function read(input: ByteInput) {
  const { ihdr, plte, trns, data } = await openPng(input.chunks())
  const idat: number[] = []
  for await (const piece of data) idat.push(...piece)
  return { ihdr: [...ihdr], plte: plte && [...plte], trns: trns && [...trns], idat }
}

const PLAIN = { ihdr: [...IHDR.subarray(8, 21)], plte: undefined, trns: undefined, idat: [9, 10, 11] }

describe('the chunks of a PNG', () => {
  test.each<[string, readonly Part[], object]>([
    ['the minimum', [IDAT, IEND], {}],
    ['palette and transparency', [PLTE, TRNS, IDAT, IEND], { plte: [1, 2, 3, 4, 5, 6], trns: [7, 8] }],
    [
      'several IDAT, some of them empty',
      [IDAT, pngChunk('IDAT'), IDAT, IEND],
      { idat: [9, 10, 11, 9, 10, 11] },
    ],
    [
      'unknown chunks, skipped',
      [pngChunk('teXt', 'IDAT'), pngChunk('prVt', new Uint8Array(70_000)), IDAT],
      {},
    ],
    ['an ancillary chunk of wrong checksum, skipped', [pngChunk('tEXt', 'a').with(9, 0), IDAT, IEND], {}],
    ['two tRNS, of which the first counts', [TRNS, pngChunk('tRNS', [1]), IDAT, IEND], { trns: [7, 8] }],
    ['a tRNS that is too long, skipped', [pngChunk('tRNS', new Uint8Array(257)), IDAT], {}],
    ['the longest palette', [pngChunk('PLTE', new Uint8Array(768)), IDAT], { plte: Array(768).fill(0) }],
    ['no chunk after the first one that follows the pixels', [IDAT, pngChunk('tEXt'), IDAT, IEND], {}],
    ['a file without IEND', [IDAT], {}],
    ['a file that ends in the head of the next chunk', [IDAT, be32(0), 'IEN'], {}],
  ])('are read: %s', async (_, chunks, expected) => {
    const whole = file(IHDR, ...chunks)
    for (const cuts of [[], whole.keys()]) {
      const input = byteInput(whole, cuts)
      expect(await read(input)).toEqual({ ...PLAIN, ...expected })
      expect(input.left).toBe(true)
    }
  })

  it('are the same for any chunks of input', async () => {
    const whole = file(IHDR, PLTE, pngChunk('tEXt', 'text'), TRNS, IDAT, pngChunk('IDAT'), IDAT, IEND)
    const expected = await read(byteInput(whole))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length)), async (cuts) => {
        expect(await read(byteInput(whole, cuts))).toEqual(expected)
      }),
    )
  })

  it('are read up to the pixels, and further only on request', async () => {
    const whole = file(IHDR, IDAT, IEND)
    const input = byteInput(whole, whole.keys())
    const { data } = await openPng(input.chunks())
    expect(input.read).toBe(file(IHDR).length + 8)
    for await (const _ of data) break
    expect(input.read).toBe(file(IHDR).length + 9)
    expect(input.left).toBe(true)
  })

  test.each<[string, Uint8Array, boolean, readonly number[]]>([
    ['whole', file(IHDR, IDAT, IEND), false, [9, 10, 11]],
    ['truncated after an IDAT', file(IHDR, IDAT), false, [9, 10, 11]],
    ['truncated in the head of an IDAT', file(IHDR, IDAT, IDAT.subarray(0, 7)), false, [9, 10, 11]],
    ['truncated after the head of an IDAT', file(IHDR, IDAT.subarray(0, 8)), true, []],
    ['truncated inside an IDAT', file(IHDR, IDAT.subarray(0, 10)), true, [9, 10]],
    ['truncated before the checksum of an IDAT', file(IHDR, IDAT.subarray(0, 11)), true, [9, 10, 11]],
    ['truncated inside the checksum of an IDAT', file(IHDR, IDAT.subarray(0, -1)), true, [9, 10, 11]],
    ['truncated in the second IDAT', file(IHDR, IDAT, IDAT.subarray(0, 9)), true, [9, 10, 11, 9]],
  ])('are read as far as possible from a file that is %s', async (_, bytes, isCut, idat) => {
    for (const cuts of [[], bytes.keys()]) {
      const input = byteInput(bytes, cuts)
      const png = await openPng(input.chunks())
      const read: number[] = []
      for await (const piece of png.data) read.push(...piece)
      expect(read).toEqual(idat)
      expect(png.isCut()).toBe(isCut)
      expect(input.left).toBe(true)
    }
  })

  it('are not read further after close', async () => {
    const input = byteInput(file(IHDR, IDAT, IEND), [40])
    const { close } = await openPng(input.chunks())
    expect(input.left).toBe(false)
    await close()
    expect(input.left).toBe(true)
  })
})

describe('an unusual PNG', () => {
  const cut = 'the file ends before the image does'

  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'this is not a PNG'],
    ['another signature', join(PNG_SIGNATURE.replace('\n', '\r'), IHDR, IDAT), 'this is not a PNG'],
    ['no chunk', file(), 'the first chunk is not IHDR'],
    ['another first chunk', file(pngChunk('CgBI', be32(0)), IHDR, IDAT), 'the first chunk is not IHDR'],
    ['a short IHDR', file(pngChunk('IHDR', new Uint8Array(12)), IDAT), 'the first chunk is not IHDR'],
    ['two IHDR', file(IHDR, IHDR, IDAT), 'there are two IHDR chunks'],
    ['two palettes', file(IHDR, PLTE, PLTE, IDAT), 'there are two palettes'],
    ['an empty palette', file(IHDR, pngChunk('PLTE'), IDAT), 'the palette is not valid'],
    ['a palette of 4 bytes', file(IHDR, pngChunk('PLTE', be32(0)), IDAT), 'the palette is not valid'],
    ['a palette of 257', file(IHDR, pngChunk('PLTE', new Uint8Array(771)), IDAT), 'the palette is not valid'],
    ['an end before pixels', file(IHDR, IEND), 'there is no image data'],
    ['no pixels', file(IHDR), cut],
    ['half a chunk that is skipped', file(IHDR, be32(100), 'tEXt', 'text'), cut],
    ['half a palette', file(IHDR, PLTE.subarray(0, 11)), cut],
    ['half a checksum', file(IHDR, PLTE.subarray(0, -1)), cut],
    [
      'a name that is not letters',
      file(IHDR, be32(0), 'te_t', be32(0), IDAT),
      'the type of a chunk is not valid',
    ],
    [
      'invalid bytes after the pixels',
      file(IHDR, IDAT, be32(0), 'ID', 1, 2),
      'the type of a chunk is not valid',
    ],
    ['a length of 32 bits', file(IHDR, be32(0x80000000), 'tEXt'), 'the length of a chunk is not valid'],
    ['a wrong checksum of IHDR', file(IHDR.with(20, 1), IDAT), 'the checksum of IHDR is wrong'],
    ['a wrong checksum of PLTE', file(IHDR, PLTE.with(9, 9), IDAT), 'the checksum of PLTE is wrong'],
    ['a wrong checksum of tRNS', file(IHDR, TRNS.with(13, 9), IDAT), 'the checksum of tRNS is wrong'],
    [
      'a wrong checksum of the last IDAT',
      file(IHDR, IDAT, IDAT.with(9, 9), IEND),
      'the checksum of IDAT is wrong',
    ],
  ])('is refused: %s', async (_, bytes, detail) => {
    for (const cuts of [[], bytes.keys()]) {
      const input = byteInput(bytes, cuts)
      await expect(read(input)).rejects.toEqual(failure('corrupt', `PNG: ${detail}`))
      expect(input.left).toBe(true)
    }
  })

  it('is refused for an unknown critical chunk', async () => {
    const input = byteInput(file(IHDR, pngChunk('NEWs'), IDAT, IEND))
    await expect(read(input)).rejects.toEqual(
      failure('unsupported', 'PNG: the critical chunk NEWs is not supported; save the image as a plain PNG'),
    )
    expect(input.left).toBe(true)
  })

  it.each(['tEXt', 'IDAT'])('is refused for ten thousand short chunks: %s', async (type) => {
    const many = (count: number) => join(...Array<Uint8Array>(count).fill(pngChunk(type)))
    const tooMany = failure('corrupt', 'PNG: there are too many chunks')
    await expect(read(byteInput(file(IHDR, many(10_001), IDAT)))).rejects.toEqual(tooMany)
    expect(await read(byteInput(file(IHDR, many(9_990), IDAT)))).toEqual(PLAIN)
  })

  it('may have ten thousand chunks of a kilobyte', async () => {
    const chunk = pngChunk('IDAT', new Uint8Array(1024))
    const { data } = await openPng(
      byteInput(file(IHDR, ...Array<Uint8Array>(11_000).fill(chunk), IEND)).chunks(),
    )
    let length = 0
    for await (const piece of data) length += piece.length
    expect(length).toBe(11_000 * 1024)
  })

  it('is refused with the error of its source', async () => {
    const gone = new Failure('bad-origin')
    const whole = file(IHDR, PLTE, IDAT, IDAT)
    for (const length of [0, 5, 30, 50, whole.length - 5, whole.length]) {
      await expect(read(byteInput(whole.subarray(0, length), [], gone))).rejects.toBe(gone)
    }
  })
})
