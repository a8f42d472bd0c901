import { describe, expect, it } from 'vitest'
import type { Header } from '../../../../src/engine/formats/header.ts'
import type { WebpImage } from '../../../../src/engine/formats/webp/webp-image.ts'
import type { ModernFormat } from '../../../../src/engine/options/modern-formats.ts'
import type { TransformOptions } from '../../../../src/engine/options/transform-options.ts'
import { assertLimits } from '../../../../src/engine/plan/check-limits.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { encodeSettings, encodings } from '../../../../src/engine/plan/output.ts'
import type { Plan, PlanInputs } from '../../../../src/engine/plan/plan.ts'
import type { Parts } from '../../../../src/engine/wasm/needs.ts'
import { totalBytes } from '../../../../src/engine/wasm/needs.ts'
import { Failure } from '../../../../src/errors.ts'
import { DEFAULT_MEMORY } from '../../../../src/memory/classes.ts'
import { roomWithin } from '../../../../src/memory/index.ts'
import { OPTIONS } from '../../../../src/signing/url/options.ts'
import { curve, PROFILES, rgbTags, writeProfile } from '../../../support/color/icc-writer.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { asUrl } from '../../../support/engine/url-terms.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'

const PHOTO: Header = {
  format: 'jpeg',
  width: 1200,
  height: 900,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  progressive: false,
  sampling: [
    [2, 2],
    [1, 1],
    [1, 1],
  ],
}
const { sampling: _, ...UNSAMPLED } = PHOTO
const GLASS: Header = { ...UNSAMPLED, format: 'png', alpha: true }
const BYTES = 300_000

function failureOf(run: () => unknown): Failure {
  try {
    asUrl(run)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** Parts of an overlay that takes `codec` bytes while it is drawn. */
const parts = (codec: number): Parts => ({ bytes: 0, kernel: 0, codec })

const MARK: PlanInputs = {
  overlays: [
    { size: { width: 40, height: 30 }, memory: ({ width, height }) => parts(1_000_000 + width * height * 4) },
  ],
}
const P3: Header = { ...PHOTO, icc: true, color: { kind: 'icc', profile: PROFILES.displayP3 } }
const GRAY: Header = {
  ...PHOTO,
  components: 1,
  sampling: [[1, 1]],
  icc: true,
  color: { kind: 'icc', profile: PROFILES.gray18 },
}

const planOf = (header: Header, query: string, inputs?: PlanInputs): Plan =>
  makePlan(header, intentOf(query), BYTES, LIMITS, inputs)
const ops = (header: Header, query: string) => planOf(header, query).steps.map(({ op }) => op)

const LOSSLESS: WebpImage = { lossless: true, pixels: { at: 20, length: 1_000_000 }, extended: false }

describe('the steps of a plan', () => {
  it.each<[string, Header, string, string[]]>([
    ['no step if nothing changes', PHOTO, 'width=400', []],
    ['no step for cover, which is a smaller box', PHOTO, 'width=400&height=400', []],
    ['a canvas for contain', PHOTO, 'width=400&height=400&fit=contain', ['pad']],
    ['a canvas for margins', PHOTO, 'extend=0,0,1,0', ['pad']],
    ['one turn for EXIF, flip and rotate', { ...PHOTO, orientation: 6 }, 'flip=1&rotate=90', ['turn']],
    ['no turn if they undo each other', { ...PHOTO, orientation: 6 }, 'rotate=270', []],
    ['a rotation after the turn', { ...PHOTO, orientation: 6 }, 'rotate=10', ['turn', 'rotate']],
    [
      'a cross on the canvas, before a rotation',
      PHOTO,
      'crop=fpd,0,0&width=9&height=9&rotate=5',
      ['cross', 'rotate'],
    ],
    ['a conversion of other colors', P3, 'width=400&format=png', ['convert']],
    ['a conversion of the planes of a JPEG', { ...P3, orientation: 6 }, 'width=400', ['ycc']],
    ['no conversion of sRGB', { ...P3, color: { kind: 'icc', profile: PROFILES.srgb } }, 'width=400', []],
    ['no conversion of kept colors', P3, 'width=400&metadata=1', []],
    ['a halving for the filter magic', PHOTO, 'width=400&filter=magic', ['halve']],
    [
      'everything in a fixed order, whatever the order of the query',
      { ...P3, format: 'png', alpha: true, orientation: 8 },
      `radius=5&pixelate=4&removealpha=1&tint=ff0000&normalize=1&sharpen=2&hue=20&blur=3&threshold=9&grayscale=1
      &negate=1&rotate=33&flip=1&bg=112233&extend=4&gamma=2&width=300&height=200&fit=contain&filter=magic`.replace(
        /\s/g,
        '',
      ),
      [
        'halve',
        'gamma',
        'convert',
        'turn',
        'pad',
        'rotate',
        'negate',
        'grayscale',
        'threshold',
        'blur',
        'adjust',
        'sharpen',
        'normalize',
        'tint',
        'removealpha',
        'pixelate',
        'radius',
      ],
    ],
  ])('contain %s', (_, header, query, expected) => {
    expect(ops(header, query)).toEqual(expected)
  })

  const WIDE: Header = { ...P3, format: 'png', depth: 16 }

  it.each<[string, string, string[], boolean]>([
    ['a conversion', 'width=400', [], true],
    ['a gamma', 'width=400&gamma=2', [], true],
    ['a gamma of kept colors', 'width=400&gamma=2&metadata=1', [], true],
    ['neither', 'width=400&metadata=1', [], false],
    ['a conversion before a filter', 'width=400&filter=magic', ['halve'], true],
    [
      'neither, before a filter with a gamma',
      'width=400&filter=magic&gamma=2',
      ['halve', 'gamma', 'convert'],
      false,
    ],
  ])('let the resize of 16 bits do %s', (_, query, expected, does) => {
    const { resize, steps } = planOf(WIDE, query)
    expect([steps.map(({ op }) => op), resize.space !== undefined]).toEqual([expected, does])
    expect(resize.gamma).toBe(query.includes('gamma') ? 2 : undefined)
  })

  it('leave conversion and gamma out of the resize of 8 bits', () => {
    expect(planOf({ ...WIDE, depth: 8 }, 'width=400&gamma=2').resize.space).toBeUndefined()
  })

  it.each<[string, Header, string, string[]]>([
    ['a photo', PHOTO, 'width=400&linear=1', []],
    ['other colors, which become sRGB with the resize', P3, 'width=400&linear=1', []],
    ['other colors of 16 bits', WIDE, 'width=400&linear=1', []],
    ['kept colors', P3, 'width=400&linear=1&metadata=1', []],
    ['an enlarged picture', { ...PHOTO, width: 400, height: 300 }, 'width=500&linear=1', []],
  ])('let the resize average light for %s', (_, header, query, expected) => {
    const { resize, steps, scale, planar } = planOf(header, query)
    expect(resize.light).toBeDefined()
    expect([resize.gamma, resize.space, scale, planar]).toEqual([
      undefined,
      undefined,
      { dense: 8, subsampled: 8 },
      false,
    ])
    expect(steps.map(({ op }) => op)).toEqual(expected)
  })

  it.each(['linear=1', 'linear=1&crop=100,100', 'linear=1&format=webp', 'width=400&linear=0'])(
    'average no light for %s',
    (query) => {
      const plain = query.replace(/&?linear=.&?/, '')
      expect(planOf(PHOTO, query)).toEqual(planOf(PHOTO, plain))
    },
  )

  it.each(['gamma=2', 'filter=magic', 'filter=hqx&width=9000'])('refuse linear light with %s', (query) => {
    const wanted = query.includes('width') ? query : `${query}&width=400`
    expect(failureOf(() => planOf(PHOTO, `${wanted}&linear=1`))).toMatchObject({
      code: 'bad-parameter',
      message: `linear=1 cannot be combined with ${query.split('&')[0]?.replace('gamma=2', 'gamma')}`,
    })
  })

  it('decode subsampled chroma at a finer scale if the output keeps it', () => {
    const [coarse, fine] = [
      { dense: 6, subsampled: 6 },
      { dense: 6, subsampled: 8 },
    ]
    const scaleOf = (query: string) => planOf(PHOTO, `width=400&${query}`).scale
    for (const query of ['format=png', 'format=webp&lossless=1', 'format=avif', 'format=jpeg&quality=95'])
      expect(scaleOf(query), query).toEqual(fine)
    for (const query of ['format=webp', 'format=jpeg', 'format=jpeg&brightness=2'])
      expect(scaleOf(query), query).toEqual(coarse)
    expect(
      planOf(
        {
          ...PHOTO,
          sampling: [
            [1, 1],
            [1, 1],
            [1, 1],
          ],
        },
        'width=400&format=png',
      ).scale,
    ).toEqual(coarse)
  })

  it('decode chroma at a coarser scale rather than refuse the request', () => {
    const header = { ...PHOTO, progressive: true, width: 9000, height: 6000 }
    const scaleFor = (memory: number) =>
      makePlan(header, intentOf('width=2000&format=png'), BYTES, { ...LIMITS, pixels: 1e8, memory }).scale
    const { parts: planned } = makePlan(header, intentOf('width=2000&format=png'), BYTES, {
      ...LIMITS,
      pixels: 1e8,
      memory: 1e9,
    })
    // The large memory gets four fifths of what exceeds the default.
    const missing = planned.kernel - roomWithin(DEFAULT_MEMORY).kernel
    const enough = DEFAULT_MEMORY + Math.ceil((missing * 5) / 4)
    expect(scaleFor(enough)).toEqual({ dense: 4, subsampled: 8 })
    expect(scaleFor(enough - 2)).toEqual({ dense: 4, subsampled: 4 })
  })

  it('contain the inverse gamma if the resize applies the gamma', () => {
    const { resize, steps } = planOf(PHOTO, 'width=400&gamma=2.5')
    expect([resize.gamma, steps]).toEqual([2.5, [{ op: 'gamma', args: { gamma: 0.4 } }]])
  })

  it('fill bars and corners, in a JPEG blended with black', () => {
    const [paint, glaze] = ['bg=c81e5a', 'bg=200,30,90,0.5'].map(
      (bg) => (format: string) =>
        planOf(PHOTO, `rotate=5&extend=1&${bg}&format=${format}`).steps.map(({ args }) => args),
    )
    const color = (r: number, g: number, b: number, alpha: number) =>
      Array(2).fill(expect.objectContaining({ color: { r, g, b, alpha } }))
    expect(paint?.('jpeg')).toEqual(color(200, 30, 90, 1))
    expect(glaze?.('png')).toEqual(color(200, 30, 90, 0.5))
    expect(glaze?.('jpeg')).toEqual(color(100, 15, 45, 1))
    expect(planOf(PHOTO, 'rotate=5&extend=1').steps.map(({ args }) => args)).toEqual(color(0, 0, 0, 1))
  })

  it.each([
    'crop=1200,900',
    'crop=9999,9999,0,0',
    'width=1200',
    'width=1200&height=900&fit=contain',
    'width=5000&enlarge=0',
    'filter=magic',
    'filter=hqx',
    'width=600&filter=hqx',
    'dpr=2',
    'extend=0',
    'bg=ff0000',
    'flip=0&flop=0&rotate=0',
    'flip=1&flop=1&rotate=180',
    'gamma=0',
    'gamma=1',
    'negate=0&grayscale=0&threshold=0',
    'blur=0.3',
    'blur=0.55',
    'brightness=1&contrast=1&saturation=1&hue=0',
    'sharpen=0',
    'sharpen=0.4',
    'normalize=0',
    'removealpha=0',
    'removealpha=1',
    'redact=1200,0,5,5',
    'metadata=0&output=image&progressive=0',
  ])('contain nothing for %s, and keep the planes of a JPEG', (query) => {
    const { steps, planar, resize, redact } = planOf(PHOTO, query)
    expect({ steps, planar, gamma: resize.gamma, redact }).toEqual({
      steps: [],
      planar: true,
      gamma: undefined,
      redact: [],
    })
  })

  it.each([
    'blur=0.6',
    'sharpen=0.5',
    'gamma=0.9',
    'threshold=1',
    'hue=1',
    'contrast=0',
    'saturation=0.99',
    'radius=1',
  ])('contain one step for %s', (query) => {
    const { steps, planar } = planOf(PHOTO, query)
    expect([steps.length, planar]).toEqual([1, false])
  })
})

describe('the planes of a source', () => {
  it.each<[string, Header, string, boolean]>([
    ['a JPEG for a JPEG', PHOTO, 'width=400', true],
    ['turned', PHOTO, 'width=400&rotate=90', true],
    ['a gray JPEG', { ...GRAY, color: undefined }, 'width=400', true],
    ['a JPEG for a progressive JPEG', PHOTO, 'width=400&progressive=1', true],
    ['a JPEG for a WebP', PHOTO, 'width=400&format=webp', true],
    ['not for a lossless WebP', PHOTO, 'width=400&format=webp&lossless=1', false],
    ['not for another format', PHOTO, 'width=400&format=png', false],
    ['not under an overlay', PHOTO, 'width=400&olurl=/o.png', false],
    ['not for CMYK', { ...PHOTO, components: 4 }, 'width=400', false],
    ['not for RGB', { ...PHOTO, rgb: true }, 'width=400', false],
    ['not for transparency', GLASS, 'width=400&format=jpeg', false],
  ])('go to the encoder unchanged: %s', (_, header, query, expected) => {
    const { planar, resize } = planOf(header, query, query.includes('olurl') ? MARK : {})
    expect([planar, resize.halved]).toEqual([expected, expected])
  })

  it('keep full-size chroma if the encoder stores it', () => {
    expect(planOf(PHOTO, 'quality=95')).toMatchObject({ planar: true, resize: { halved: false } })
    expect(planOf(PHOTO, 'width=400&format=jxl')).toMatchObject({ planar: true, resize: { halved: false } })
  })

  it('are halved for a JPEG XL that would not fit otherwise', () => {
    const large = { ...PHOTO, width: 6000, height: 4500 }
    for (const [width, halved] of [
      [3000, false],
      [3900, true],
    ])
      expect(planOf(large, `width=${width}&format=jxl`)).toMatchObject({ planar: true, resize: { halved } })
  })
})

describe('the transparency of an output', () => {
  it.each<[string, Header, string, string, boolean]>([
    ['an opaque source', PHOTO, '', 'jpeg', false],
    ['a transparent source', GLASS, '', 'png', true],
    ['a transparent source without its alpha', GLASS, 'removealpha=1', 'jpeg', false],
    ['rounded corners', PHOTO, 'radius=9', 'png', true],
    ['rounded corners after alpha is removed', GLASS, 'removealpha=1&radius=9', 'png', true],
    ['transparent bars', PHOTO, 'width=100&height=100&fit=contain', 'png', true],
    ['translucent bars', PHOTO, 'width=100&height=100&fit=contain&bg=9,9,9,0.5', 'png', true],
    ['painted bars', PHOTO, 'width=100&height=100&fit=contain&bg=ffffff', 'jpeg', false],
    ['bars without alpha', PHOTO, 'width=100&height=100&fit=contain&removealpha=1', 'jpeg', false],
    ['bars that are not needed', PHOTO, 'width=120&height=90&fit=contain', 'jpeg', false],
    ['margins', PHOTO, 'extend=1', 'png', true],
    ['painted margins', PHOTO, 'extend=1&bg=ffffff', 'jpeg', false],
    ['corners of a rotation', PHOTO, 'rotate=20', 'png', true],
    ['painted corners', PHOTO, 'rotate=20&bg=ffffff', 'jpeg', false],
    ['no corners at a right angle', PHOTO, 'rotate=270', 'jpeg', false],
    ['painted corners of a transparent source', GLASS, 'rotate=20&bg=ffffff', 'png', true],
  ])('decides on the format: %s', (_, header, query, format, alpha) => {
    expect(planOf(header, `${query}${query && '&'}format=auto`)).toMatchObject({
      format,
      settings: { alpha },
    })
  })

  const BLACK = { r: 0, g: 0, b: 0, alpha: 1 }
  it.each<[Header, string, Plan['background']]>([
    [GLASS, 'format=jpeg', BLACK],
    [GLASS, 'format=jpeg&bg=c86400', { r: 200, g: 100, b: 0, alpha: 1 }],
    [GLASS, 'format=jpeg&bg=200,100,0,0.5', { r: 100, g: 50, b: 0, alpha: 1 }],
    [GLASS, 'format=jpeg&removealpha=1', undefined],
    [GLASS, 'format=jpeg&removealpha=1&radius=3&bg=c86400', { r: 200, g: 100, b: 0, alpha: 1 }],
    [PHOTO, 'format=jpeg&radius=3', BLACK],
    [PHOTO, 'format=jpeg&rotate=20&extend=3', undefined],
    [PHOTO, 'format=jpeg', undefined],
    [GLASS, 'bg=c86400', undefined],
    [PHOTO, 'format=png&rotate=20', undefined],
  ])('is blended, for %o with %s, with %o', (header, query, under) => {
    const { background: color, settings, format } = planOf(header, query)
    expect(color).toEqual(under)
    if (format === 'jpeg') expect(settings.alpha).toBe(false)
  })

  it('is stored in WebP, AVIF and JPEG XL only if it exists', () => {
    for (const format of ['webp', 'avif', 'jxl', 'png']) {
      expect(planOf(GLASS, `width=100&format=${format}`).settings.alpha).toBe(true)
      expect(planOf(GLASS, `width=100&format=${format}&removealpha=1`).settings.alpha).toBe(false)
      expect(planOf(PHOTO, `width=100&format=${format}`).settings.alpha).toBe(false)
    }
  })
})

describe('the format and settings of a plan', () => {
  it.each<[Header['format'], string]>([
    ['jpeg', 'jpeg'],
    ['png', 'png'],
    ['webp', 'webp'],
    ['avif', 'webp'],
    ['gif', 'webp'],
  ])('turn %s into %s by default', (format, expected) => {
    const header = { ...UNSAMPLED, format, ...(format === 'webp' && { webp: LOSSLESS }) }
    expect(planOf(header, 'width=100').format).toBe(expected)
  })

  // 0.3 megapixels are 632 × 474.
  it.each<[Header, string, readonly ModernFormat[], string]>([
    [PHOTO, 'width=600', [], 'jpeg'],
    [GLASS, 'width=600', [], 'png'],
    [PHOTO, 'width=600', ['avif', 'webp'], 'avif'],
    [PHOTO, 'width=600', ['webp', 'avif'], 'webp'],
    [PHOTO, 'width=600', ['webp'], 'webp'],
    [PHOTO, 'width=632', ['avif', 'webp'], 'avif'],
    [PHOTO, 'width=634', ['avif', 'webp'], 'webp'],
    [PHOTO, 'width=600', ['jxl', 'avif', 'webp'], 'jxl'],
    [PHOTO, 'width=600', ['webp', 'avif', 'jxl'], 'webp'],
    [PHOTO, 'width=634', ['jxl', 'avif', 'webp'], 'jxl'],
    [GLASS, 'width=600', ['jxl'], 'jxl'],
    [PHOTO, 'width=600&nearlossless=1', ['jxl', 'webp'], 'webp'],
    [PHOTO, 'width=634', ['avif'], 'jpeg'],
    [GLASS, 'width=634', ['avif'], 'png'],
    [PHOTO, 'width=600&extend=100', ['avif', 'webp'], 'webp'],
  ])('for %o with %s and a client that accepts %j are %s', (header, query, accepts, expected) => {
    const intent = { ...intentOf(`${query}&format=auto`), accepts }
    expect(makePlan(header, intent, BYTES, LIMITS).format).toBe(expected)
  })

  it('include AVIF of any size on request', () => {
    expect(planOf(PHOTO, 'format=avif').format).toBe('avif')
  })

  it.each(['jpeg', 'webp', 'avif', 'jxl'])('have the documented quality for %s', (format) => {
    const { quality } = planOf(PHOTO, `format=${format}`).settings
    expect(OPTIONS.quality.initial?.split(', ')).toContain(`${format} ${quality}`)
    expect(planOf(PHOTO, `format=${format}&quality=7`).settings.quality).toBe(7)
  })

  it.each<[string, Header, string, 16 | undefined]>([
    ['without loss', { ...PHOTO, format: 'png', depth: 16 }, 'lossless=1', 16],
    ['smaller without loss', { ...PHOTO, format: 'png', depth: 16 }, 'lossless=1&width=90', 16],
    ['with loss', { ...PHOTO, format: 'png', depth: 16 }, 'quality=90', undefined],
    ['blurred', { ...PHOTO, format: 'png', depth: 16 }, 'lossless=1&blur=2', undefined],
    ['of 8 bits', { ...PHOTO, format: 'png' }, 'lossless=1', undefined],
  ])('have 16 bits in a JPEG XL: %s', (_, header, query, depth) => {
    expect(planOf(header, `${query}&format=jxl`).settings.depth).toBe(depth)
  })

  it('are passed to the encoder', () => {
    const query =
      'format=webp&lossless=1&nearlossless=1&alphaquality=0&compression=0&adaptive=1&effort=best&quality=1'
    expect(planOf(GLASS, query).settings).toEqual({
      quality: 1,
      lossless: true,
      nearLossless: true,
      alphaQuality: 0,
      progressive: false,
      subsampling: 'auto',
      compression: 0,
      adaptive: true,
      colors: undefined,
      dither: true,
      effort: 'best',
      alpha: true,
    })
  })

  it('have the effort fast by default', () => {
    expect(planOf(PHOTO, 'format=webp').settings.effort).toBe('fast')
  })

  it('keep their effort if the format is negotiated', () => {
    const intent = { ...intentOf('format=auto&effort=best'), accepts: ['webp'] } as const
    const listed = encodings('jpeg', intent, PHOTO, false)
    expect(
      listed.map((encoding) => [encoding.format, encodeSettings(intent, encoding, false).effort]),
    ).toEqual([
      ['webp', 'best'],
      ['jpeg', 'best'],
      ['jpeg', 'best'],
      ['png', 'best'],
    ])
    expect(listed.map(({ progressive }) => progressive)).toEqual([false, true, false, false])
  })

  it('refuse an interlaced PNG unless the format is negotiated', () => {
    const detail =
      'progressive=1: PNG is written without interlacing; leave progressive out, or ask for format=jpeg'
    const said = { code: 'unsupported', detail }
    expect(failureOf(() => planOf(GLASS, 'progressive=1'))).toMatchObject(said)
    expect(failureOf(() => planOf(PHOTO, 'progressive=1&format=png'))).toMatchObject(said)
    expect(planOf(GLASS, 'progressive=1&format=auto').format).toBe('png')
  })
})

describe('a plan without changes of the picture', () => {
  it.each<[string, Header, string, boolean]>([
    ['quality', PHOTO, 'quality=50', true],
    ['the same format', PHOTO, 'format=jpeg', true],
    ['the same size', PHOTO, 'width=1200&height=900', true],
    ['not enlarged', PHOTO, 'width=5000&enlarge=0', true],
    ['negotiated', PHOTO, 'format=auto', true],
    ['a crop of everything', PHOTO, 'crop=1200,900', true],
    ['progressive', PHOTO, 'progressive=1', true],
    ['a redaction outside the picture', PHOTO, 'quality=50&redact=1200,900,9,9', true],
    ['PNG', GLASS, 'compression=9', true],
    ['WebP', { ...GLASS, format: 'webp', webp: LOSSLESS }, 'lossless=1', true],
    ['another format', PHOTO, 'format=webp', false],
    ['smaller', PHOTO, 'width=1199', false],
    ['stretched', PHOTO, 'height=901&width=1200&fit=fill', false],
    ['a crop', PHOTO, 'crop=1199,900', false],
    ['a crop that is enlarged to the same size', PHOTO, 'crop=600,450&width=1200', false],
    ['turned', PHOTO, 'flip=1', false],
    ['upright', { ...PHOTO, orientation: 6 }, 'quality=50', false],
    ['a half turn', { ...PHOTO, orientation: 3 }, 'quality=50', false],
    ['a color', PHOTO, 'negate=1', false],
    ['a gamma', PHOTO, 'gamma=2', false],
    ['a margin', PHOTO, 'extend=0,1,0,0', false],
    ['a redaction', PHOTO, 'redact=0,0,1,1', false],
    ['an overlay', PHOTO, 'olurl=/o.png', false],
    ['metadata', PHOTO, 'metadata=1', false],
    ['all metadata', PHOTO, 'metadata=all', false],
    ['another color space', P3, 'quality=50', false],
    ['another color space, 16 bits', { ...P3, format: 'png', depth: 16 }, '', false],
    ['a gamma of 16 bits', { ...GLASS, depth: 16 }, 'gamma=2', false],
    [
      'transparency over a color',
      { ...GLASS, format: 'webp', webp: LOSSLESS },
      'format=jpeg&bg=ffffff',
      false,
    ],
    ['AVIF, which becomes WebP', { ...UNSAMPLED, format: 'avif' }, 'quality=50', false],
  ])('only re-encodes the source: %s, %s', (_, header, query, expected) => {
    expect(planOf(header, query, query.includes('olurl') ? MARK : {}).reencodes).toBe(expected)
  })
})

describe('the overlays of a plan', () => {
  it('are placed in their order, each by its own options', () => {
    const overlays = [
      { size: { width: 40, height: 30 }, memory: () => parts(1000) },
      { size: { width: 20, height: 10 }, memory: () => parts(2000) },
    ]
    const query = 'width=400&olurl=/a.png&olalign=topleft&ol2url=/b.png&ol2rotate=90&ol2blend=screen&ol2x=7'
    const plan = planOf(PHOTO, query, { overlays })
    expect(plan.overlays).toMatchObject([
      { size: { width: 40, height: 30 }, x: 10, y: 10, angle: 0, blend: 'normal', drawing: parts(1000) },
      { box: { width: 10, height: 20 }, x: 7, y: 0, angle: 90, blend: 'screen', drawing: parts(2000) },
    ])
    expect(plan.planar).toBe(false)
  })
})

describe('the color profile', () => {
  it.each<[string, Header, string, boolean]>([
    ['for metadata=1', P3, 'metadata=1', true],
    ['for metadata=all', P3, 'metadata=all', true],
    ['in any size', P3, 'metadata=1&width=90&rotate=7', true],
    ['in a WebP', P3, 'metadata=1&format=webp', true],
    ['not without metadata', P3, 'width=90', false],
    ['not in an AVIF, which stores none', P3, 'metadata=1&format=avif', false],
    ['in a JPEG XL, by its name', P3, 'metadata=1&format=jxl&width=90', true],
    ['not under an overlay, which is sRGB', P3, 'metadata=1&olurl=/o.png', false],
    ['not of a gray picture', GRAY, 'metadata=1', false],
    ['not of a CMYK picture', { ...P3, components: 4 }, 'metadata=1', false],
    ['not without a profile', PHOTO, 'metadata=1', false],
    [
      'not for code points',
      { ...PHOTO, color: { kind: 'cicp', primaries: 12, transfer: 13 } },
      'metadata=1',
      false,
    ],
  ])('is kept with unconverted colors: %s', (_, header, query, expected) => {
    const plan = planOf(header, query, query.includes('olurl') ? MARK : {})
    expect(plan.keepsProfile).toBe(expected)
    if (expected) expect(plan.steps.some(({ op }) => op === 'convert')).toBe(false)
  })

  it.each<[string, Header, string, true | undefined]>([
    ['Display P3', P3, 'metadata=1', true],
    [
      'code points of Display P3',
      { ...PHOTO, color: { kind: 'cicp', primaries: 12, transfer: 13 } },
      'metadata=1',
      true,
    ],
    ['Display P3 without metadata', P3, 'metadata=0', undefined],
    ['sRGB', { ...P3, color: { kind: 'icc', profile: PROFILES.srgb } }, 'metadata=1', undefined],
  ])('is named in a JPEG XL: %s', (_, header, query, expected) => {
    const plan = planOf(header, `${query}&width=90&format=jxl`)
    expect(plan.settings.isDisplayP3).toBe(expected)
    if (expected) expect(plan.steps.some(({ op }) => op === 'convert')).toBe(false)
  })

  it('is dropped if conversions cannot read it', () => {
    const tables = writeProfile({ connection: 'Lab ', tags: rgbTags('displayP3', curve.identity) })
    const strange: Header = { ...PHOTO, icc: true, color: { kind: 'icc', profile: tables } }
    expect(planOf(strange, 'metadata=1').keepsProfile).toBe(false)
    expect(ops(strange, 'width=90')).toEqual([])
  })
})

describe('the limits of a plan', () => {
  const header = (changes: Partial<Header>): Header => ({ ...PHOTO, ...changes })

  it.each<[Partial<Header>, string, string]>([
    [
      { width: 30_001 },
      'too-large',
      'the image is 30001x900: at most 30000 pixels a side are allowed, which is 30000x899 in its shape',
    ],
    [
      { width: 20_000, height: 20_000 },
      'too-large',
      'the image is 20000x20000: at most 120000000 pixels are allowed, which is 10954x10954 in its shape',
    ],
  ])('refuse %o as %s', (changes, code, detail) => {
    expect(failureOf(() => assertLimits(header(changes), LIMITS))).toMatchObject({ code, detail })
  })

  it('allow 108 megapixels', () => {
    expect(() => assertLimits(header({ width: 12_000, height: 9_000 }), LIMITS)).not.toThrow()
  })

  it('refuse an output that is too large', () => {
    const error = failureOf(() => makePlan(PHOTO, { width: 10_000, height: 10_000 }, BYTES, LIMITS))
    expect(error).toMatchObject({
      code: 'too-large',
      detail:
        'the output would be 10000x10000: at most 16777216 pixels are allowed; at most 4096x4096 would fit',
      largest: { width: 4096, height: 4096 },
    })
  })
})

describe('the planned memory', () => {
  it.each<[string, string, string, PlanInputs?]>([
    ['the output', 'width=800', 'width=100'],
    ['RGBA', 'width=800&format=png', 'width=800&format=jpeg'],
    ['a turn', 'flip=1', ''],
    ['a canvas', 'format=png&extend=1', 'format=png'],
    ['a rotation', 'format=png&rotate=1', 'format=png'],
    ['a blur', 'format=png&blur=5', 'format=png'],
    ['a sharpening', 'format=png&sharpen=5', 'format=png'],
    ['a filter', 'width=400&filter=magic', 'width=400'],
    ['an overlay', 'format=png&olurl=/o.png', 'format=png', MARK],
    ['a larger overlay', 'olurl=/o.png&olscale=90', 'olurl=/o.png&olscale=10', MARK],
    ['another canvas', 'format=png&blur=5&extend=1&rotate=1', 'format=png&blur=5&rotate=1'],
  ])('grows with %s', (_, more, less, inputs) => {
    const memory = (query: string) =>
      totalBytes(planOf(PHOTO, query, query.includes('olurl') ? inputs : {}).parts)
    expect(memory(more)).toBeGreaterThan(memory(less))
  })

  it('counts only the largest of several instances that run one after the other', () => {
    const drawn: PlanInputs = {
      overlays: [{ size: { width: 40, height: 30 }, memory: () => parts(40_000_000) }],
    }
    const codec = (query: string, inputs: PlanInputs = {}) => planOf(GLASS, query, inputs).parts.codec
    const [enlarging, writing] = [codec('width=1230&filter=hqx'), codec('width=1230&format=avif')]
    expect(enlarging).toBeGreaterThan(0)
    expect(codec('width=1230&filter=hqx&format=avif')).toBe(Math.max(enlarging, writing))
    expect(codec('width=1230&filter=hqx&olurl=/o.svg', drawn)).toBe(Math.max(enlarging, 40_000_000))
    expect(codec('width=100&olurl=/o.svg', drawn)).toBe(40_000_000)
  })

  it('counts the pictures of all overlays, but only the largest instance that draws them', () => {
    const taking = (more: number): NonNullable<PlanInputs['overlays']>[number] => ({
      size: { width: 400, height: 300 },
      memory: ({ width, height }) => ({ bytes: width * height * 4, kernel: 0, codec: more }),
    })
    const memory = (query: string, ...overlays: NonNullable<PlanInputs['overlays']>) =>
      totalBytes(planOf(PHOTO, `width=400&format=png&${query}`, { overlays }).parts)
    const one = memory('olurl=/a.png', taking(40_000_000))
    const two = memory('olurl=/a.png&ol2url=/b.png', taking(40_000_000), taking(30_000_000))
    expect(two - one).toBe(4 * 400 * 300)
    const turned = (angle: number) => memory(`olurl=/a.png&olwidth=90&olrotate=${angle}`, taking(1_000_000))
    expect(turned(90)).toBeGreaterThan(turned(0))
    expect(turned(45)).toBeGreaterThan(turned(90))
  })

  it('includes RGBA for CMYK and RGB', () => {
    const pixels = PHOTO.width * PHOTO.height
    const memory = (header: Header) => totalBytes(planOf(header, '').parts)
    const full: Header = {
      ...PHOTO,
      sampling: [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    }
    const inks: Header = {
      ...PHOTO,
      components: 4,
      sampling: [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    }
    // The planes of RGB become RGBA in place.
    const inKernel = (header: Header) => planOf(header, '').parts.kernel
    expect(inKernel({ ...full, rgb: true })).toBeGreaterThan(4 * pixels)
    expect(memory({ ...full, rgb: true })).toBeGreaterThan(memory(full) + pixels)
    expect(inKernel(inks)).toBeGreaterThan(4 * pixels)
    expect(memory(inks)).toBeGreaterThan(memory(full) + pixels)
  })

  it('grows with the source and with the output', () => {
    const memory = (width: number, intent: TransformOptions) =>
      totalBytes(makePlan({ ...UNSAMPLED, format: 'avif', width }, intent, BYTES, LIMITS).parts)
    expect(memory(1200, { width: 100 })).toBeGreaterThan(memory(600, { width: 100 }))
    expect(memory(1200, { width: 800 })).toBeGreaterThan(memory(1200, { width: 100 }))
  })

  it('allows photographs of 108 megapixels, whose rows are streamed', () => {
    const photo = { ...PHOTO, width: 12_000, height: 9_000 }
    expect(totalBytes(makePlan(photo, { width: 400 }, 30_000_000, LIMITS).parts)).toBeLessThan(24 * 2 ** 20)
    expect(
      totalBytes(makePlan(photo, { width: 1200, format: 'webp' }, 30_000_000, LIMITS).parts),
    ).toBeLessThan(48 * 2 ** 20)
  })

  it('allows a WebP of 100 megapixels, lossy or lossless', () => {
    const size = { width: 12_000, height: 8400 }
    const pixels = { at: 30, length: 20_000_000 }
    const lossy = {
      ...PHOTO,
      ...size,
      format: 'webp',
      webp: { lossless: false, pixels, layout: { firstBytes: 400_000, partitions: 1 }, extended: false },
    }
    const lossless = { ...UNSAMPLED, ...size, format: 'webp', webp: { ...LOSSLESS, pixels } }
    const memory = (header: object) =>
      totalBytes(makePlan({ ...PHOTO, ...header }, { width: 400, format: 'jpeg' }, 20_000_000, LIMITS).parts)
    expect(memory(lossy)).toBeLessThan(6 * 2 ** 20)
    expect(memory(lossless)).toBeLessThan(60 * 2 ** 20)
  })

  it('is limited, and the refusal names what would fit', () => {
    const large = { ...UNSAMPLED, format: 'avif', width: 12_000, height: 9_000 } as const
    const { code, detail } = failureOf(() => makePlan(large, { width: 400 }, 30_000_000, LIMITS))
    expect(code).toBe('over-budget')
    const [, had, fits] =
      /^the image has ([0-9.]+) megapixels: at most ([0-9.]+) of this kind fit$/.exec(detail ?? '') ?? []
    expect(had).toBe('108.0')
    const side = Math.sqrt((Number(fits) - 0.1) / 108)
    const smaller = { ...large, width: Math.floor(12_000 * side), height: Math.floor(9_000 * side) }
    expect(() => makePlan(smaller, { width: 400 }, 30_000_000 * side ** 2, LIMITS)).not.toThrow()
    const larger = { ...large, width: Math.ceil(12_000 * side * 1.1), height: Math.ceil(9_000 * side * 1.1) }
    expect(failureOf(() => makePlan(larger, { width: 400 }, 30_000_000, LIMITS)).code).toBe('over-budget')
  })

  it('is limited for the output alone, whatever the source', () => {
    const said = (side: number) => ({
      code: 'over-budget',
      detail: `4000x4000 pixels do not fit as png: at most ${side}x${side} would fit`,
    })
    const query = 'width=4000&height=4000&format=png&rotate=90&extend=0&blur=9'
    expect(failureOf(() => planOf({ ...GLASS, width: 9, height: 9 }, query))).toMatchObject(said(2756))
    expect(failureOf(() => planOf({ ...PHOTO, width: 9000, height: 9000 }, query))).toMatchObject(said(2741))
  })

  it('is limited for an AVIF with a clean aperture, and the refusal names what would fit', () => {
    const [width, height] = [6000, 6000]
    const cut: Header = {
      ...UNSAMPLED,
      format: 'avif',
      width,
      height,
      coded: { width, height: 6001, x: 0, y: 0 },
    }
    expect(failureOf(() => planOf(cut, 'width=100')).detail).toMatch(
      /^the image has 36\.0 megapixels: at most [1-9][0-9.]* of this kind fit$/,
    )
  })
})
