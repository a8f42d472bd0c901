import reference from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import * as api from '../../../../src/api/sharp/index.ts'
import { photoFile } from '../../../support/engine/inputs.ts'
import { movingSquare } from '../../../support/picture/moving.ts'
import { failure } from '../../../support/process/failure.ts'

const { sharp } = api
type Loose = Readonly<Record<string, (...args: unknown[]) => unknown>>

let photo: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  photo = await photoFile(200, 150)
})

const chain = () => sharp(photo)
const loose = () => chain() as unknown as Loose
const after = (call: unknown) => call as Loose

/** Methods of sharp that the chain has. */
const HAS = [
  'autoOrient',
  'avif',
  'blur',
  'clone',
  'composite',
  'extend',
  'extract',
  'flatten',
  'flip',
  'flop',
  'gamma',
  'grayscale',
  'greyscale',
  'jpeg',
  'jxl',
  'keepGainMap',
  'keepMetadata',
  'metadata',
  'modulate',
  'negate',
  'normalise',
  'normalize',
  'png',
  'removeAlpha',
  'resize',
  'rotate',
  'sharpen',
  'threshold',
  'tint',
  'toBuffer',
  'toFormat',
  'trim',
  'webp',
  'withMetadata',
]

describe('methods of sharp', () => {
  const methods = Object.getOwnPropertyNames(reference.prototype).filter(
    (name) => name !== 'constructor' && !name.startsWith('_'),
  )

  it.each(methods)('%s is there, or refused with what to use', (name) => {
    expect(loose()[name]).toBeTypeOf('function')
    if (HAS.includes(name)) return
    expect(() => loose()[name]?.()).toThrow(
      expect.objectContaining({
        name: 'Failure',
        code: 'bad-parameter',
        detail: expect.stringMatching(new RegExp(`^${name}\\(\\) is not supported: \\S.+`)),
      }),
    )
  })

  it.each(['pipe', 'on', 'once', 'write', 'end'])('%s of streams is refused', (name) => {
    expect(() => loose()[name]?.()).toThrow(
      failure(
        'bad-parameter',
        `${name}() is not supported: the chain is no stream: use toBuffer() or toResponse()`,
      ),
    )
  })

  it.each(Object.keys(reference))('sharp.%s is there, or refused with what to use', (name) => {
    const constants = ['fit', 'kernel', 'strategy', 'gravity', 'position']
    const read = () => (sharp as unknown as Readonly<Record<string, unknown>>)[name]
    if (constants.includes(name)) expect(read()).toBeTypeOf('object')
    else
      expect(read).toThrow(
        expect.objectContaining({
          code: 'bad-parameter',
          detail: expect.stringContaining(`sharp.${name} is not supported: `),
        }),
      )
  })

  it('that do not exist in sharp stay absent, so that a chain is no promise', async () => {
    expect((loose() as { then?: unknown }).then).toBeUndefined()
    expect(await chain()).toBeInstanceOf(Object)
  })
})

it.each<[string, (calls: Loose) => unknown, string | RegExp]>([
  [
    'resize({ widht })',
    (s) => s['resize']?.({ widht: 5 }),
    'resize(): unknown option widht; did you mean width?',
  ],
  ['resize([])', (s) => s['resize']?.([]), 'resize() needs a width, or an object of options'],
  ['options in a list', (s) => s['resize']?.(5, 5, []), 'resize() needs a width, or an object of options'],
  ['jpeg([])', (s) => s['jpeg']?.([]), 'jpeg() needs an object of options'],
  [
    'withoutReduction',
    (s) => s['resize']?.(5, 5, { withoutReduction: true }),
    'resize({ withoutReduction }) is not supported: compare the sizes with metadata() first',
  ],
  [
    'nearest',
    (s) => s['resize']?.(5, 5, { kernel: 'nearest' }),
    /^resize\(\{ kernel: 'nearest' \}\) is not supported: use linear/,
  ],
  ['entropy', (s) => s['resize']?.(5, 5, { position: 'entropy' }), /^resize\(\{ position: 'entropy' \}\)/],
  ['a position', (s) => s['resize']?.(5, 5, { position: 'middle' }), 'resize(): unknown position middle'],
  [
    'a colour',
    (s) => s['resize']?.(5, 5, { fit: 'contain', background: 'teal' }),
    /^resize\(\): write teal as #rrggbb/,
  ],
  ['rotate(1.5)', (s) => s['rotate']?.(1.5), 'rotate(1.5) is not supported: use whole degrees'],
  ['blur()', (s) => s['blur']?.(), 'blur() without sigma is not supported: use blur(1)'],
  ['sharpen()', (s) => s['sharpen']?.(), /^sharpen\(\) without \{ sigma \}/],
  ['sharpen({ m1 })', (s) => s['sharpen']?.({ sigma: 1, m1: 2 }), /^sharpen\(\{ m1 \}\) is not supported/],
  ['negate with alpha', (s) => s['negate']?.({ alpha: true }), /^negate\(\{ alpha: true \}\)/],
  ['modulate({ lightness })', (s) => s['modulate']?.({ lightness: 5 }), /use brightness$/],
  ['gamma of two', (s) => s['gamma']?.(2, 1), /^gamma\(\) with two values/],
  [
    'threshold of channels',
    (s) => s['threshold']?.(9, { grayscale: false }),
    /^threshold\(\) of single channels/,
  ],
  ['normalise({ lower })', (s) => s['normalise']?.({ lower: 5 }), /^normalise\(\{ lower \}\)/],
  ['trim({ background })', (s) => s['trim']?.({ background: '#000' }), /^trim\(\{ background \}\)/],
  ['extendWith', (s) => s['extend']?.({ top: 5, extendWith: 'mirror' }), /^extend\(\{ extendWith \}\)/],
  ['composite of five', (s) => s['composite']?.([1, 2, 3, 4, 5]), /^composite\(\) takes at most 4/],
  [
    'composite({ tile })',
    (s) => s['composite']?.([{ input: new Uint8Array(1), tile: true }]),
    /^composite\(\{ tile \}\)/,
  ],
  [
    'a blend mode',
    (s) => s['composite']?.([{ input: new Uint8Array(1), blend: 'xor' }]),
    /^composite\(\{ blend: 'xor' \}\)/,
  ],
  [
    'left without top',
    (s) => s['composite']?.([{ input: new Uint8Array(1), left: 1 }]),
    /needs both left and top/,
  ],
  [
    'jpeg({ trellisQuantisation })',
    (s) => s['jpeg']?.({ trellisQuantisation: true }),
    /^jpeg\(\{ trellisQuantisation \}\) is not supported: use mozjpeg: true, or progressive/,
  ],
  [
    'jpeg({ mozjpeg: 1 })',
    (s) => s['jpeg']?.({ mozjpeg: 1 }),
    'jpeg({ mozjpeg }) must be true or false, got 1',
  ],
  ['png({ quality })', (s) => s['png']?.({ quality: 50 }), /^png\(\{ quality \}\).*: use colours/],
  ['png({ bitdepth })', (s) => s['png']?.({ bitdepth: 4 }), /^png\(\{ bitdepth \}\)/],
  ['another level of dithering', (s) => s['png']?.({ dither: 0.5 }), /^png\(\{ dither \}\) must be 0 or 1/],
  [
    'other chroma',
    (s) => s['jpeg']?.({ chromaSubsampling: '4:2:2' }),
    /^jpeg\(\{ chromaSubsampling \}\) must be '4:2:0' or '4:4:4', got 4:2:2/,
  ],
  [
    'webp({ effort: 7 })',
    (s) => s['webp']?.({ effort: 7 }),
    'webp({ effort }) must be a whole number from 0 to 6, got 7',
  ],
  ['avif({ effort })', (s) => s['avif']?.({ effort: 5 }), /^avif\(\{ effort \}\) is not supported/],
  ['avif({ lossless })', (s) => s['avif']?.({ lossless: true }), /use webp\(\{ lossless: true \}\)$/],
  [
    'toFormat()',
    (s) => s['toFormat']?.(),
    'toFormat() needs the name of a format: use jpeg, png, webp, avif or jxl',
  ],
  ['toFormat(null)', (s) => s['toFormat']?.(null), /^toFormat\(\) needs the name of a format/],
  ['toFormat({})', (s) => s['toFormat']?.({}), /^toFormat\(\) needs the name of a format/],
  ['toFormat of others', (s) => s['toFormat']?.('gif'), /^toFormat\('gif'\) is not supported/],
  ['withMetadata({ exif })', (s) => s['withMetadata']?.({ exif: {} }), /^withMetadata\(\{ exif \}\)/],
  [
    'a negative left',
    (s) => s['extract']?.({ left: -1, top: 0, width: 1, height: 1 }),
    'extract({ left }) must be a whole number from 0 to 10000, got -1',
  ],
  [
    'an area without height',
    (s) => s['extract']?.({ left: 1, top: 0, width: 1 }),
    'extract({ height }) must be a whole number from 1 to 10000, got undefined',
  ],
  [
    'a wide margin',
    (s) => s['extend']?.({ top: 1001 }),
    'extend({ top }) must be a whole number from 0 to 1000, got 1001',
  ],
  [
    'a channel of 300',
    (s) => s['tint']?.({ r: 300 }),
    'r of the colour of tint() must be a whole number from 0 to 255, got 300',
  ],
  [
    'an opacity of 2',
    (s) => s['flatten']?.({ background: { alpha: 2 } }),
    'alpha of the colour of flatten() must be a number from 0 to 1, got 2',
  ],
  [
    'a fit',
    (s) => s['resize']?.(5, null, { fit: 'crop' }),
    'resize({ fit }) must be one of cover, contain, fill, inside, outside, got crop',
  ],
  [
    'extract twice',
    (s) =>
      after(s['extract']?.({ left: 0, top: 0, width: 9, height: 9 }))['extract']?.({
        left: 0,
        top: 0,
        width: 1,
        height: 1,
      }),
    'extract() twice is not supported: use two chains',
  ],
  [
    'extract after resize',
    (s) => after(s['resize']?.(5))['extract']?.({ left: 0, top: 0, width: 1, height: 1 }),
    /^extract\(\) after resize\(\)/,
  ],
  [
    'extract after rotate',
    (s) => after(s['rotate']?.(90))['extract']?.({ left: 0, top: 0, width: 1, height: 1 }),
    /^extract\(\) after rotate\(\)/,
  ],
])('refuses %s', (_, call, detail) => {
  expect(() => call(loose())).toThrow(
    expect.objectContaining({
      code: 'bad-parameter',
      detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
    }),
  )
})

it.each<[string, (chain: api.Sharp) => api.Sharp, RegExp]>([
  ['rotate(30) before resize', (s) => s.rotate(30).resize(5), /^rotate\(30\) before resize\(\)/],
  [
    // sharp rotates the picture first, and means the area in the rotated picture.
    'extract with rotate before resize',
    (s) => s.extract({ left: 0, top: 0, width: 9, height: 5 }).rotate(90).resize(5),
    /^extract\(\) with rotate\(\) before resize\(\) is not supported/,
  ],
  [
    'a box before rotate(90)',
    (s) => s.resize(5, 9).rotate(90),
    /^resize\(\) with fit cover before rotate\(90\)/,
  ],
  ['extend with rotate(30)', (s) => s.rotate(30).extend(5), /^extend\(\) with rotate\(30\)/],
  [
    'two backgrounds',
    (s) => s.resize(5, 5, { fit: 'contain', background: '#fff' }).extend(5),
    /^resize\(\) and extend\(\) need the same background/,
  ],
  ['flatten without jpeg', (s) => s.flatten().png(), /^flatten\(\) is only supported with jpeg\(\)/],
  ['quality of 0', (s) => s.jpeg({ quality: 0 }), /^quality must be a whole number from 1 to 100/],
  ['a width of 0', (s) => s.resize(0), /^width must be/],
  ['a long blur', (s) => s.blur(101), /^blur\(sigma\) must be a number/],
  [
    'a level of 10',
    (s) => s.png({ compressionLevel: 10 }),
    /^png\(\{ compressionLevel \}\) must be a whole number from 0 to 9/,
  ],
  [
    'a switch of 5',
    (s) => s.png({ adaptiveFiltering: 5 as unknown as boolean }),
    /^png\(\{ adaptiveFiltering \}\) must be true or false, got 5$/,
  ],
  [
    'a negative left of a composite',
    (s) => s.composite([{ input: photo, left: -1, top: 0 }]),
    /^composite\(\{ left \}\) of picture 1 must be a whole number from 0/,
  ],
  [
    'a large top of a second composite',
    (s) => s.composite([{ input: photo }, { input: photo, left: 0, top: 2001 }]),
    /^composite\(\{ top \}\) of picture 2 must be a whole number from 0/,
  ],
  [
    'a composite of nothing',
    (s) => s.composite([{} as api.OverlayOptions]),
    /^composite\(\{ input \}\) of picture 1: pass the bytes of a picture$/,
  ],
  [
    'a box that is extended before rotate(90)',
    (s) => s.resize(500, null, { fit: 'contain', withoutEnlargement: true }).rotate(90),
    /^resize\(\) with fit contain before rotate\(90\)/,
  ],
])('refuses %s when it runs', async (_, calls, detail) => {
  await expect(calls(chain()).toBuffer()).rejects.toMatchObject({
    code: 'bad-parameter',
    detail: expect.stringMatching(detail),
  })
})

describe('inputs', () => {
  it.each<[object, RegExp]>([
    [{ create: {} }, /^sharp\(\{ create \}\) is not supported: pass the bytes/],
    [{ failOn: 'none' }, /^sharp\(\{ failOn \}\)/],
    [{ raw: {} }, /^sharp\(\{ raw \}\)/],
    [{ text: {} }, /^sharp\(\{ text \}\)/],
    [{ pages: 3 }, /^sharp\(\{ pages \}\) must be 1 or -1/],
    [{ anmated: true }, /did you mean animated\?$/],
  ])('with %o are refused', (options, detail) => {
    expect(() => sharp(photo, options)).toThrow(
      expect.objectContaining({ code: 'bad-parameter', detail: expect.stringMatching(detail) }),
    )
  })

  it('of a path or of nothing are refused', async () => {
    await expect(sharp('a.jpg' as unknown as Blob).toBuffer()).rejects.toMatchObject({
      code: 'bad-parameter',
    })
    await expect(sharp(undefined as unknown as Blob).metadata()).rejects.toMatchObject({
      code: 'bad-parameter',
    })
  })

  it('may have a limit of pixels', async () => {
    await expect(sharp(photo, { limitInputPixels: 100 }).toBuffer()).rejects.toMatchObject({
      code: 'too-large',
    })
  })
})

describe('a failure of the engine', () => {
  it('counts pages from 0, as sharp does', async () => {
    await expect(sharp(photo, { page: 5 }).toBuffer()).rejects.toThrow(
      failure('bad-parameter', 'page: 5: only GIF and WebP have frames; leave page out'),
    )
  })

  it('names the calls that turn slow encodings off', async () => {
    const film = new Uint8Array(await movingSquare({ width: 40, height: 30 }, 3).gif().toBuffer())
    const context = { limits: { animation_pixels: 100_000 } }
    const chain = sharp(film, { animated: true }, context).resize(200, 150)
    const detail = expect.stringMatching(
      /; webp\(\{ lossless: false \}\) and a lower effort, or an output of \d+x\d+, or animated: false would fit$/,
    )
    await expect(chain.webp({ lossless: true, effort: 6 }).toBuffer()).rejects.toMatchObject({ detail })
  })

  it('names the picture of composite()', async () => {
    const chain = sharp(photo).composite([{ input: photo }, { input: new Uint8Array(9) }])
    const detail = expect.stringMatching(
      /^composite\(\{ input \}\) of picture 2: the file is not a known image format/,
    )
    await expect(chain.toBuffer()).rejects.toMatchObject({ code: 'unsupported', detail })
  })
})
