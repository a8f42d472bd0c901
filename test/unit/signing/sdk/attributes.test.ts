import { describe, expect, test } from 'vitest'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure } from '../../../support/process/failure.ts'
import { candidatesOf, served, signer } from '../../../support/worker/signer.ts'

const PIXEL = 'data:image/png;base64,iVBORw0KGgo='
const WIDTHS = { widths: [320, 640] }

describe('imgAttrs', () => {
  test('returns the attributes of the settings and the sources of a grant', async () => {
    const settings = { ...WIDTHS, sizes: '(min-width: 800px) 50vw, 100vw', width: 300, height: 200 }
    const attributes = await signer.imgAttrs(
      '/a.jpg',
      { format: 'auto' },
      { ...settings, placeholder: PIXEL },
    )
    const { src, srcset } = await signer.grant('/a.jpg', { format: 'auto' }, WIDTHS)
    expect(attributes).toEqual({
      src,
      srcset,
      sizes: settings.sizes,
      width: 300,
      height: 200,
      style: `background:url(${PIXEL}) center/cover no-repeat`,
    })
  })

  test('takes width and height from the options and omits attributes without a value', async () => {
    const options = { width: 80, height: 60 }
    const attributes = await signer.imgAttrs('/a.jpg', options, { dprs: [1, 2], sizes: undefined })
    expect(Object.keys(attributes)).toEqual(['src', 'srcset', 'width', 'height'])
    expect(attributes).toMatchObject(options)
    expect(Object.keys(await signer.imgAttrs('/a.jpg', {}, WIDTHS))).toEqual(['src', 'srcset'])
  })

  test('applies claims', async () => {
    const { src } = await signer.imgAttrs('/a.jpg', {}, { ...WIDTHS, ip: '::1' })
    expect(parseWire(src).signed.get('ip')).toBe('::1')
  })

  test.each([
    'https://example.com/a.png',
    'data:text/html,<b>',
    'data:image/png;base64,AAAA) red; x: url(',
    'data:image/svg+xml,<svg onload="x">',
    "data:image/png;base64,AA'",
    'data:image/png;base64,AA"',
    '',
  ])('refuses the placeholder %j', async (placeholder) => {
    const detail =
      'placeholder must be a data:image/ URI in base64 or percent-encoding; make one of a ThumbHash with thumbHashDataUri'
    await expect(signer.imgAttrs('/a.jpg', {}, { ...WIDTHS, placeholder })).rejects.toThrow(
      failure('bad-parameter', detail),
    )
  })

  test.each([{ size: '50vw' }, { srcset: 'x' }])('refuses the setting %j', async (setting) => {
    const [name] = Object.keys(setting)
    await expect(signer.imgAttrs('/a.jpg', {}, { ...WIDTHS, ...setting })).rejects.toThrow(
      failure('bad-parameter', `unknown claim ${name}`),
    )
  })
})

describe('picture', () => {
  test('returns a source of each modern format, and an image in the format of the options', async () => {
    const { sources, img } = await signer.picture('/a.jpg', { format: 'jpeg' }, { ...WIDTHS, sizes: '50vw' })
    expect(sources.map(({ type, sizes }) => [type, sizes])).toEqual([
      ['image/jxl', '50vw'],
      ['image/avif', '50vw'],
      ['image/webp', '50vw'],
    ])
    for (const [srcset, format] of [
      [sources[0]?.srcset, 'jxl'],
      [sources[1]?.srcset, 'avif'],
      [sources[2]?.srcset, 'webp'],
      [img.srcset, 'jpeg'],
    ] as const)
      for (const [index, [url]] of candidatesOf(srcset ?? '').entries())
        expect(await served(url)).toEqual({ width: WIDTHS.widths[index], format })
    expect(img).toEqual(await signer.imgAttrs('/a.jpg', { format: 'jpeg' }, { ...WIDTHS, sizes: '50vw' }))
  })

  test.each([
    [{ animate: true }, ['image/webp']],
    [{ animate: 1 }, ['image/webp']],
    [{ animate: false, hdr: false }, ['image/jxl', 'image/avif', 'image/webp']],
    [{ hdr: true }, []],
    [{ nearlossless: true }, ['image/avif', 'image/webp']],
    [{ nearlossless: true, lossless: true }, ['image/jxl', 'image/avif', 'image/webp']],
  ] as const)('returns for %j the sources %j, which the server answers', async (options, types) => {
    const { sources, img } = await signer.picture('/a.gif', options as { animate?: boolean }, WIDTHS)
    expect(sources.map(({ type }) => type)).toEqual(types)
    for (const { srcset } of [...sources, img])
      for (const [url] of candidatesOf(srcset)) await expect(served(url)).resolves.toBeDefined()
  })

  test('falls back to the format of the original', async () => {
    const { sources, img } = await signer.picture('/a.jpg', { width: 80 }, { dprs: [1, 2] })
    expect(sources.map((source) => Object.keys(source))).toEqual([
      ['type', 'srcset'],
      ['type', 'srcset'],
      ['type', 'srcset'],
    ])
    expect(await served(img.src)).toEqual({ width: 80 })
  })

  test.each([
    [
      ['webp', 'avif'],
      ['image/avif', 'image/webp'],
    ],
    [
      ['webp', 'jxl'],
      ['image/jxl', 'image/webp'],
    ],
    [[], []],
  ] as const)('returns for the formats %j the sources %j', async (formats, types) => {
    const { sources } = await signer.picture('/a.jpg', {}, { ...WIDTHS, formats })
    expect(sources.map(({ type }) => type)).toEqual(types)
  })

  test('refuses a format that is not one of a source', async () => {
    await expect(signer.picture('/a.jpg', {}, { ...WIDTHS, formats: ['jpeg' as 'webp'] })).rejects.toThrow(
      failure('bad-parameter', 'formats: jpeg is none of jxl, avif, webp'),
    )
    const text = 'webp' as unknown as ['webp']
    await expect(signer.picture('/a.jpg', {}, { ...WIDTHS, formats: text })).rejects.toThrow(
      failure('bad-parameter', 'formats: w is none of jxl, avif, webp'),
    )
  })
})
