import reference from 'sharp'
import { describe, expect, it } from 'vitest'
import sharp, { type Sharp } from '../../../../src/api/sharp/index.ts'
import { watchedStream } from '../../../support/engine/inputs.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

type Calls = (chain: Sharp) => Sharp
type Kind = 'png' | 'jpeg'

async function fileOf(width: number, height: number, kind: Kind = 'png') {
  const { data } = makePicture(width, height, { alpha: 'none' })
  const picture = reference(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  return new Uint8Array(await picture[kind]({ quality: 90 }).toBuffer())
}

/** A photo whose EXIF turns it, and whose header is longer than the first read. */
async function turnedFile(width: number, height: number) {
  const comment = { IFD0: { Copyright: 'x'.repeat(60_000), Artist: 'y'.repeat(4000) } }
  const file = reference(await fileOf(width, height)).withExif(comment)
  return new Uint8Array(await file.withMetadata({ orientation: 6 }).jpeg().toBuffer())
}

/** A picture with a border that `trim` removes. */
async function framedFile(width: number, height: number) {
  const sides = { top: 7, right: 30, bottom: 4, left: 11, background: '#123' }
  return new Uint8Array(
    await reference(await fileOf(width, height))
      .extend(sides)
      .png()
      .toBuffer(),
  )
}

const theirChain = (file: Uint8Array) => reference(Buffer.from(file)).rotate() as unknown as Sharp

async function sizeOf(chain: Sharp): Promise<readonly [width: number, height: number]> {
  const { info } = await chain.png().toBuffer({ resolveWithObject: true })
  return [info.width, info.height]
}

const overlay = await fileOf(60, 20)

describe('sizes like those of sharp', () => {
  it.each<[string, readonly [width: number, height: number], Calls]>([
    ['fill of one side', [31, 200], (s) => s.resize(82, null, { fit: 'fill' })],
    ['fill of the other side', [31, 200], (s) => s.resize(null, 82, { fit: 'fill' })],
    [
      'fill without enlargement',
      [31, 200],
      (s) => s.resize(82, null, { fit: 'fill', withoutEnlargement: true }),
    ],
    ['fill of a turned picture', [31, 200], (s) => s.rotate(90).resize(82, null, { fit: 'fill' })],
    [
      'fill of a part',
      [31, 200],
      (s) => s.extract({ left: 1, top: 2, width: 30, height: 90 }).resize(null, 50, { fit: 'fill' }),
    ],
    [
      'contain of one side',
      [123, 77],
      (s) => s.resize(133, null, { fit: 'contain', withoutEnlargement: true }),
    ],
    [
      'contain of the other side',
      [123, 77],
      (s) => s.resize(null, 99, { fit: 'contain', withoutEnlargement: true }),
    ],
    [
      'contain of a turned picture',
      [123, 77],
      (s) => s.rotate(270).resize(133, null, { fit: 'contain', withoutEnlargement: true }),
    ],
    [
      'contain of a shorter side',
      [123, 77],
      (s) => s.resize(50, null, { fit: 'contain', withoutEnlargement: true }),
    ],
    ['contain, enlarged', [123, 77], (s) => s.resize(133, null, { fit: 'contain' })],
    [
      'attention without enlargement',
      [84, 68],
      (s) => s.resize(143, 27, { position: 'attention', withoutEnlargement: true }),
    ],
    [
      'attention without enlargement of a turned picture',
      [84, 68],
      (s) => s.rotate(90).resize(30, 143, { position: 'attention', withoutEnlargement: true }),
    ],
    ['outside', [700, 525], (s) => s.resize(100, 100, { fit: 'outside' })],
    ['resize({})', [123, 77], (s) => s.resize({})],
    ['extract up to the edges', [70, 10], (s) => s.extract({ left: 60, top: 0, width: 10, height: 10 })],
    ['composite of the same size', [60, 20], (s) => s.composite([{ input: overlay }])],
    ['composite of an extended picture', [50, 20], (s) => s.extend(10).composite([{ input: overlay }])],
    ['composite at the edge', [70, 30], (s) => s.composite([{ input: overlay, left: 10, top: 10 }])],
  ])('%s', async (_, [width, height], calls) => {
    const file = await fileOf(width, height)
    const theirs = await sizeOf(calls(theirChain(file)))
    expect(await sizeOf(calls(sharp(file)))).toEqual(theirs)
    expect(await sizeOf(calls(sharp(watchedStream(file).stream)))).toEqual(theirs)
  })

  it.each<[string, Calls]>([
    ['fill', (s) => s.resize(82, null, { fit: 'fill' })],
    ['contain', (s) => s.resize(133, null, { fit: 'contain', withoutEnlargement: true })],
    ['extract', (s) => s.extract({ left: 70, top: 100, width: 10, height: 20 })],
  ])('of a turned photo with a long header: %s', async (_, calls) => {
    const file = await turnedFile(120, 80)
    const theirs = await sizeOf(calls(theirChain(file)))
    expect(await sizeOf(calls(sharp(file)))).toEqual(theirs)
    expect(await sizeOf(calls(sharp(watchedStream(file).stream)))).toEqual(theirs)
  })

  it.each<[string, Calls]>([
    ['fill', (s) => s.trim().resize(82, null, { fit: 'fill' })],
    ['extract', (s) => s.trim().extract({ left: 60, top: 60, width: 40, height: 10 })],
  ])('of a trimmed picture: %s', async (_, calls) => {
    const file = await framedFile(100, 70)
    const theirs = await sizeOf(calls(theirChain(file)))
    expect(await sizeOf(calls(sharp(file)))).toEqual(theirs)
    expect(await sizeOf(calls(sharp(watchedStream(file).stream)))).toEqual(theirs)
  })

  it('except where sharp scales a JPEG while it loads it', async () => {
    const calls: Calls = (chain) => chain.resize(100, 100, { fit: 'outside' })
    const file = await fileOf(700, 525, 'jpeg')
    expect(await sizeOf(calls(theirChain(file)))).toEqual([134, 100])
    expect(await sizeOf(calls(sharp(file)))).toEqual([133, 100])
  })
})

describe('sizes that sharp refuses, too', () => {
  it.each<[string, readonly [width: number, height: number], Calls, string]>([
    [
      'an area that ends on the right of the picture',
      [700, 20],
      (s) => s.extract({ left: 690, top: 0, width: 100, height: 10 }),
      'extract(): bad extract area: 100x10 at 690,0 is not inside the picture, which is 700x20',
    ],
    [
      'an area below the picture',
      [70, 20],
      (s) => s.extract({ left: 0, top: 20, width: 10, height: 1 }).resize(5),
      'extract(): bad extract area: 10x1 at 0,20 is not inside the picture, which is 70x20',
    ],
    [
      'a composite that is wider',
      [59, 20],
      (s) => s.composite([{ input: overlay }]),
      'composite(): picture 1 (60x20) must be at most as large as the picture, which is 59x20',
    ],
    [
      'a composite that is higher than the output',
      [300, 200],
      (s) => s.resize(100, 19).composite([{ input: overlay }]),
      'composite(): picture 1 (60x20) must be at most as large as the picture, which is 100x19',
    ],
  ])('%s', async (_, [width, height], calls, detail) => {
    const file = await fileOf(width, height)
    await expect(sizeOf(calls(theirChain(file)))).rejects.toThrow(
      /bad extract area|same dimensions or smaller/,
    )
    const refused = { code: 'bad-parameter', detail }
    await expect(sizeOf(calls(sharp(file)))).rejects.toMatchObject(refused)
    await expect(sizeOf(calls(sharp(watchedStream(file).stream)))).rejects.toMatchObject(refused)
  })

  it('before the pixels of a stream are read', async () => {
    const file = await fileOf(1000, 750)
    const { stream, pulled, cancelled } = watchedStream(file, [1000])
    const chain = sharp(stream).extract({ left: 990, top: 0, width: 100, height: 10 })
    await expect(chain.toBuffer()).rejects.toMatchObject({ code: 'bad-parameter' })
    expect(pulled()).toBeLessThan(file.length / 2)
    expect(cancelled()).toBeDefined()
  })

  it('an area outside a trimmed picture', async () => {
    const file = await framedFile(100, 70)
    const calls: Calls = (chain) => chain.trim().extract({ left: 60, top: 0, width: 41, height: 10 })
    await expect(sizeOf(calls(theirChain(file)))).rejects.toThrow(/bad extract area/)
    await expect(sizeOf(calls(sharp(file)))).rejects.toMatchObject({
      detail: 'extract(): bad extract area: 41x10 at 60,0 is not inside the picture, which is 100x70',
    })
  })
})

it('refuses a composite that the engine would move', async () => {
  const file = await fileOf(70, 30)
  const chain = sharp(file).composite([
    { input: overlay, left: 0, top: 0 },
    { input: overlay, left: 11, top: 0 },
  ])
  await expect(chain.toBuffer()).rejects.toMatchObject({
    code: 'bad-parameter',
    detail:
      'composite(): picture 2 (60x20) at 11,0 reaches beyond the picture, which is not supported: cut it first',
  })
})

it('refuses a picture of too many pixels before the place of a composite', async () => {
  const create = { width: 2100, height: 11_000, channels: 3, background: '#888' } as const
  const file = new Uint8Array(await reference({ create }).jpeg().toBuffer())
  const chain = sharp(file).composite([{ input: overlay, left: 1990, top: 0 }])
  await expect(chain.toBuffer()).rejects.toMatchObject({
    code: 'too-large',
    detail: expect.stringMatching(/at most \d+x\d+ would fit/),
  })
})
