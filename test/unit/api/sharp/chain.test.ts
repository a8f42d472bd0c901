import reference from 'sharp'
import { beforeAll, expect, it } from 'vitest'
import { emptyDraft } from '../../../../src/api/sharp/draft.ts'
import defaultSharp, { sharp } from '../../../../src/api/sharp/index.ts'
import { addFormat } from '../../../../src/api/sharp/output.ts'
import { photoFile, watchedStream } from '../../../support/engine/inputs.ts'
import { movingSquare } from '../../../support/picture/moving.ts'

let photo: Uint8Array<ArrayBuffer>
let film: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  photo = await photoFile(200, 150)
  film = new Uint8Array(await movingSquare({ width: 40, height: 30 }, 3).gif().toBuffer())
})

it('is the default export, too', () => {
  expect(defaultSharp).toBe(sharp)
})

it('changes with each call, like sharp', async () => {
  const chain = sharp(photo)
  chain.resize(50)
  expect(chain.jpeg()).toBe(chain)
  const { info } = await chain.toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width: 50, height: 38, format: 'jpeg' })
})

it('does not change with its clone', async () => {
  const chain = sharp(photo).resize(50).png()
  const other = chain.clone().resize(20).webp()
  const sizes = await Promise.all([chain, other].map((each) => each.toBuffer({ resolveWithObject: true })))
  expect(sizes.map(({ info }) => [info.width, info.format])).toEqual([
    [50, 'png'],
    [20, 'webp'],
  ])
})

it('runs more than once', async () => {
  const chain = sharp(photo).resize(50).png()
  expect(await chain.toBuffer()).toEqual(await chain.toBuffer())
})

it('returns plain bytes', async () => {
  const bytes = await sharp(photo).png().toBuffer()
  expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype)
})

it('keeps the format of the input by default', async () => {
  const png = new Uint8Array(await reference(photo).png().toBuffer())
  const { info } = await sharp(png).resize(20).toBuffer({ resolveWithObject: true })
  expect(info.format).toBe('png')
})

it('writes the chroma that is asked for', async () => {
  for (const chromaSubsampling of ['4:2:0', '4:4:4'] as const) {
    const file = await sharp(photo).resize(50).jpeg({ chromaSubsampling }).toBuffer()
    expect((await reference(file).metadata()).chromaSubsampling).toBe(chromaSubsampling)
  }
})

it.each([
  [{ palette: true }, { palette: true }],
  [{ colours: 16 }, { colors: 16 }],
  [{ colors: 16, palette: true, dither: 1 }, { colors: 16 }],
  [{ dither: 0 }, { palette: true, dither: false }],
  [
    { colours: 16, dither: 0 },
    { colors: 16, dither: false },
  ],
  [{ palette: false, colours: 16, dither: 0 }, {}],
  [{ compressionLevel: 9 }, { compression: 9 }],
] as const)('has the palette of sharp for %j', (given, output) => {
  const draft = emptyDraft()
  addFormat(draft, 'png', given)
  expect(draft.output).toEqual(output)
})

it('makes responses', async () => {
  const response = await sharp(photo).resize(20).webp().toResponse()
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('image/webp')
  expect((await reference(await response.arrayBuffer()).metadata()).width).toBe(20)
  const headers = { 'cache-control': 'max-age=60', 'content-type': 'image/x-own' }
  const own = await sharp(photo).resize(20).toResponse({ headers, status: 203 })
  expect([own.status, own.headers.get('content-type'), own.headers.get('cache-control')]).toEqual([
    203,
    'image/x-own',
    'max-age=60',
  ])
})

it('reads a stream', async () => {
  const { stream } = watchedStream(photo, [1000])
  const { info } = await sharp(stream)
    .resize(30, 30, { position: 'attention' })
    .png()
    .toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width: 30, height: 30 })
})

it('keeps animations, and shows frames', async () => {
  for (const options of [{ animated: true }, { pages: -1 }]) {
    const { info } = await sharp(film, options).webp().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ format: 'webp', pages: 3 })
  }
  const stills = await Promise.all([0, 2].map((page) => sharp(film, { page }).png().toBuffer()))
  expect(stills[0]).not.toEqual(stills[1])
  expect((await sharp(film).metadata()).pages).toBe(3)
})

it('makes another WebP with the effort 6', async () => {
  const sizeOf = async (effort?: number) =>
    (await sharp(photo).resize(120).webp({ effort }).toBuffer({ resolveWithObject: true })).info.size
  const [usual, fast, best] = await Promise.all([sizeOf(), sizeOf(0), sizeOf(6)])
  expect(fast).toBe(usual)
  expect(best).not.toBe(fast)
})

it('makes another JPEG with mozjpeg, a progressive one unless it must not be', async () => {
  const made = (options: { mozjpeg?: boolean; progressive?: boolean }) =>
    sharp(photo).resize(120).jpeg(options).toBuffer()
  const [usual, progressive] = await Promise.all([made({}), made({ progressive: true })])
  expect(await made({ mozjpeg: false })).toEqual(usual)
  const best = await made({ mozjpeg: true })
  expect(best).not.toEqual(progressive)
  expect(await reference(best).metadata()).toMatchObject({ isProgressive: true })
  const baseline = await made({ mozjpeg: true, progressive: false })
  expect(await reference(baseline).metadata()).toMatchObject({ isProgressive: false })
  expect(baseline).not.toEqual(usual)
})

it('keeps metadata', async () => {
  const tagged = await reference(photo)
    .withExif({ IFD0: { Copyright: 'me' } })
    .jpeg()
    .toBuffer()
  const kept = await sharp(tagged).resize(50).keepMetadata().jpeg().toBuffer()
  expect((await reference(kept).metadata()).exif?.toString('latin1')).toContain('me')
  const dropped = await sharp(tagged).resize(50).jpeg().toBuffer()
  expect((await reference(dropped).metadata()).exif).toBeUndefined()
})

it('ends with its signal', async () => {
  const reason = new Error('enough')
  await expect(sharp(photo, {}, { signal: AbortSignal.abort(reason) }).toBuffer()).rejects.toBe(reason)
})

it('reads colours like sharp', async () => {
  for (const background of ['#f80', '#ff8800', '#ff880080', '#f808', 'white', { r: 255, g: 136, b: 0 }]) {
    const contain = { fit: 'contain', background } as const
    const own = await sharp(photo).resize(40, 40, contain).png().toBuffer()
    const theirs = await reference(photo).resize(40, 40, contain).png().toBuffer()
    const [first, second] = await Promise.all(
      [own, theirs].map((file) => reference(file).ensureAlpha().raw().toBuffer()),
    )
    expect([...(first?.subarray(0, 4) ?? [])]).toEqual([...(second?.subarray(0, 4) ?? [])])
  }
})
