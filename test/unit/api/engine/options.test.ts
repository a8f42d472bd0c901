import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { capacity, type EngineOptions, probe, transform } from '../../../../src/api/engine/index.ts'
import { transformOptions } from '../../../../src/api/engine/options.ts'
import { settingsOf } from '../../../../src/api/engine/settings.ts'
import type { Context } from '../../../../src/api/engine/types.ts'
import { IMAGE_OPTIONS, LAYERS } from '../../../../src/engine/options/options.ts'
import type { TransformOptions } from '../../../../src/engine/options/transform-options.ts'
import { Failure } from '../../../../src/errors.ts'
import { formatQuery } from '../../../../src/signing/url/canonical.ts'
import { parseIntent } from '../../../../src/signing/url/intent.ts'
import type { Options } from '../../../../src/signing/url/options.ts'
import { formatOptions } from '../../../../src/signing/url/parameters.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { photoFile } from '../../../support/engine/inputs.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'
import { failure } from '../../../support/process/failure.ts'
import { VALUES } from '../../../support/properties/arbitraries.ts'
import { runs } from '../../../support/properties/runs.ts'

let photo: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  photo = await photoFile(160, 120)
})

const { output: _, mark: __, ...others } = VALUES
const isImage = ([name]: readonly [string, unknown]) => Object.hasOwn(IMAGE_OPTIONS, name)
const own = Object.fromEntries(Object.entries(others).filter(isImage))
const layered = Object.fromEntries(
  Object.entries(own)
    .filter(([name]) => name.startsWith('ol'))
    .map(([name, value]) => [`ol${LAYERS[0]}${name.slice(2)}`, value]),
)

/** Sorts options like a query, so that both report the same one of several mistakes. */
function inTableOrder(options: object): object {
  const given: Readonly<Record<string, unknown>> = { ...options }
  return Object.fromEntries([...formatOptions(options as Options).keys()].map((name) => [name, given[name]]))
}

/** Generates a few image options, which need not fit together. */
const someOptions = fc
  .subarray(Object.entries({ ...own, ...layered, 'ol-name': VALUES['ol-name'] }), {
    minLength: 1,
    maxLength: 7,
  })
  .chain((entries) => fc.record(Object.fromEntries(entries)))
  .map(inTableOrder)

type Outcome = { readonly options: TransformOptions } | { readonly code: string; readonly detail: string }

async function outcomeOf(read: () => TransformOptions | Promise<TransformOptions>): Promise<Outcome> {
  try {
    const { until: _until, ...options } = await read()
    return { options }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { code: error.code, detail: error.detail ?? '' }
  }
}

const queryOf = (options: object) => formatQuery(formatOptions(options as Options))

function byUrl(options: object): TransformOptions {
  const rules = { presets: new Map(), mandatory: [] }
  const { mark: _mark, ...intent } =
    parseIntent(parseWire(`https://a.example/p?${queryOf(options)}`), rules, { now: Date.now() / 1000 }) ?? {}
  return { ...intent, ...(intent.format === 'auto' && { accepts: [] }) }
}

const read = (options: object, context?: Context) =>
  transformOptions(options as EngineOptions, settingsOf(context))

/** Returns options whose values are texts where a URL's text is accepted. */
const asTexts = (options: object) => {
  const texts = formatOptions(options as Options)
  const isText = (value: unknown) => typeof value === 'object' || typeof value === 'number'
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, isText(value) ? texts.get(name) : value]),
  )
}

describe('options', () => {
  it('mean what they mean in a URL, and are refused with the same words', async () => {
    await fc.assert(
      fc.asyncProperty(someOptions, async (options) => {
        const expected = await outcomeOf(() => byUrl(options))
        expect(await outcomeOf(() => read(options))).toEqual(expected)
        expect(await outcomeOf(() => read(asTexts(options)))).toEqual(expected)
      }),
      { numRuns: runs(2000) },
    )
  })

  it.each<[EngineOptions, string]>([
    [
      { width: 40, height: 30, fit: 'contain', bg: 'ffd666', format: 'png' },
      'width=40&height=30&fit=contain&bg=ffd666&format=png',
    ],
    [
      { width: 64, height: 64, crop: { at: [0.2, 0.7], zoom: 2, marked: false }, rotate: 30, format: 'webp' },
      'width=64&height=64&crop=fp,0.2,0.7,2&rotate=30&format=webp',
    ],
    [{ width: 64, height: 64, crop: { at: [0.2, 0.7] } }, 'width=64&height=64&crop=fp,0.2,0.7'],
    [
      { width: 64, height: 64, crop: { at: [0.2, 0.7], marked: true } },
      'width=64&height=64&crop=fpd,0.2,0.7',
    ],
    [
      { trim: 8, extend: '5', blur: 1.5, saturation: 0.5, format: 'jpeg', quality: 60 },
      'trim=8&extend=5&blur=1.5&saturation=0.5&format=jpeg&quality=60',
    ],
    [{ width: 40, dpr: 2, grayscale: true, progressive: true }, 'width=40&dpr=2&grayscale=1&progressive=1'],
    [{ redact: '10,10,40,30;80,20,30,30', metadata: '1' }, 'redact=10,10,40,30;80,20,30,30&metadata=1'],
  ])('give the picture of the URL: %o', async (options, query) => {
    const { body, type, info } = await transformed(photo, intentOf(query))
    const result = await transform(photo, options)
    expect(result).toMatchObject({ type, width: info.size?.width, height: info.size?.height })
    expect(Buffer.compare(result.body, body)).toBe(0)
  })

  it.each<[object, string]>([
    [{ widht: 40 }, 'unknown option widht; did you mean width?'],
    [{ ol2algin: 'top' }, 'unknown option ol2algin; did you mean ol2align?'],
    [{ toString: 1 }, 'unknown option toString'],
    [{ __proto__: null, constructor: 1 }, 'unknown option constructor'],
    [{ output: 'json' }, 'output is not an option: describe an image with probe()'],
    [{ original: true }, 'original is not an option: the input is the original'],
    [
      { preset: 'card' },
      'preset is not an option: presets belong to a zone of the Worker; pass the options of the preset',
    ],
    [{ download: 'a.jpg' }, 'download is not an option: set the header Content-Disposition of your response'],
    [{ w: 40 }, 'w is not an option: set width'],
    [{ widths: [40] }, 'widths is not an option: set width'],
    [{ expire: 5 }, 'expire is not an option: it belongs to signed URLs'],
    [{ token: 'a' }, 'token is not an option: it belongs to signed URLs'],
    [{ accept: 'image/webp' }, 'accept is not an option: set it in the context, the third argument'],
    [{ width: '4e2' }, 'width must be a whole number from 1 to 10000, got 4e2'],
    [{ width: Number.NaN }, 'width must be a whole number from 1 to 10000, got NaN'],
    [{ width: null }, 'width must be a whole number from 1 to 10000, got null'],
    [{ width: [40] }, 'width must be a whole number from 1 to 10000, got a value of type object'],
    [
      { fit: ['cover'] },
      'fit must be one of cover, contain, fill, inside, outside, got a value of type object',
    ],
    [{ flip: 'yes' }, 'flip must be 0 or 1, got yes'],
    [{ crop: {} }, /^crop must be smart/],
    [{ bg: { r: 1 } }, /^bg must be RRGGBB/],
    [{ crop: { at: [0.5] } }, /^crop must be smart/],
    [{ crop: { at: [0.5, 0.5], zoom: 0 } }, /^crop must be smart/],
    [
      { bg: '#ffd666' },
      'bg must be RRGGBB in hex, or R,G,B from 0 to 255, or R,G,B,A with A from 0 to 1, got #ffd666: write it without #',
    ],
    [{ tint: '#ffd666' }, 'tint must be RRGGBB in hex, got #ffd666: write it without #'],
    [{ tint: 'ffd66' }, 'tint must be RRGGBB in hex, got ffd66'],
    [{ oltext: 'a', olfont: '/a', olstroke: '2,#000000' }, /got 2,#000000: write it without #$/],
    [{ redact: [null] }, /^redact must be /],
    [{ width: Symbol('x') }, /^width must be /],
    [
      {
        width: {
          toString: () => {
            throw new Error('no')
          },
        },
      },
      /^width must be /,
    ],
    [{ olalign: 'top' }, 'olalign needs olurl or oltext'],
    [{ crop: 'smart' }, 'crop needs width and height if it is smart or a focus point'],
    [{ format: 'jpg' }, /got jpg; did you mean jpeg\?$/],
    [{ format: 'gif' }, /^format=gif: GIF is read, not written/],
    [{ animate: true, format: 'jpeg' }, /^animate=1 cannot be combined with format=jpeg/],
    [{ oltext: '{ip}', olfont: '/f.ttf' }, /^oltext needs \{ip\}/],
    [{ 'ol-date': 'x' }, /^ol-date is reserved/],
  ] as [object, string][])('refuses %o', async (options, detail) => {
    await expect(read(options)).rejects.toMatchObject({
      code: 'bad-parameter',
      detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
    })
  })

  it.each([null, 'width=4', 7])('refuses %o instead of options', async (options) => {
    await expect(transform(photo, options as unknown as EngineOptions)).rejects.toEqual(
      failure('bad-parameter', 'options must be an object'),
    )
  })

  it.each<[unknown, string]>([
    [[], 'Array'],
    [new Map([['width', 5]]), 'Map'],
    [
      new (class Sizes {
        width = 5
      })(),
      'Sizes',
    ],
  ])('refuses %o, which is no plain object', async (value, name) => {
    const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['options', () => transform(photo, value as EngineOptions)],
      ['the context', () => transform(photo, {}, value as Context)],
      ['limits', () => transform(photo, {}, { limits: value as object })],
    ]
    for (const [subject, call] of calls)
      await expect(call()).rejects.toEqual(
        failure('bad-parameter', `${subject} must be a plain object, got ${name}`),
      )
  })

  it('may have no prototype, or that of another realm', async () => {
    const foreign: unknown = runInNewContext('({ width: 40 })')
    for (const options of [foreign, Object.assign(Object.create(null), { width: 40 })])
      expect(await read(options as object)).toEqual({ width: 40 })
  })

  it('are cut in messages to 100 characters', async () => {
    const long = 'x'.repeat(1_000_000)
    const given = `got ${'x'.repeat(100)}…`
    for (const options of [{ width: long }, { fit: long }, { bg: long }])
      await expect(read(options)).rejects.toMatchObject({ detail: expect.stringMatching(given) })
    const limits = { memory: long as unknown as number }
    await expect(transform(photo, {}, { limits })).rejects.toMatchObject({
      detail: `limits.memory must be a whole number from 1, ${given}`,
    })
  })

  it.each<[unknown]>([[null], [{}], [['a']], [Symbol('a')], [{ toString: () => expect.fail() }]])(
    'refuses %o as the value of a placeholder',
    async (value) => {
      for (const name of ['ol-name', 'ol-date'])
        await expect(read({ [name]: value })).rejects.toMatchObject({
          code: 'bad-parameter',
          detail: expect.stringMatching(/^ol-\w+ must be .*, got (?:null|Symbol|a value of type)/),
        })
    },
  )

  it('that are undefined count as absent', async () => {
    expect(await read({ width: 40, height: undefined, olurl: undefined })).toEqual({ width: 40 })
  })
})

describe('format auto', () => {
  it.each<[Context, string]>([
    [{ accept: 'image/jxl,image/avif,image/webp,*/*' }, 'jxl'],
    [{ accept: 'image/avif,image/webp,*/*' }, 'avif'],
    [{ accept: 'image/webp,*/*' }, 'webp'],
    [{ accept: 'image/avif;q=0.5,image/webp,*/*;q=0.1' }, 'webp'],
    [{ accept: '*/*' }, 'jpeg'],
    [{ accept: null }, 'jpeg'],
    [{}, 'jpeg'],
    [{ accepts: ['webp'] }, 'webp'],
    [{ accepts: ['webp', 'jxl'] }, 'webp'],
    [{ accepts: ['jxl'] }, 'jxl'],
    [{ accepts: [], accept: 'image/webp' }, 'jpeg'],
  ])('with %o is %s', async (context, format) => {
    const { info } = await transform(photo, { width: 50, format: 'auto' }, context)
    expect(info.format).toBe(format)
  })
})

describe('the context', () => {
  it.each<[object, string]>([
    [{ limit: {} }, 'unknown field of the context limit; did you mean limits?'],
    [{ limits: { memroy: 5 } }, 'unknown limit memroy; did you mean memory?'],
    [{ limits: { timeout: 5 } }, 'unknown limit timeout'],
    [{ limits: { memory: 0 } }, 'limits.memory must be a whole number from 1, got 0'],
    [{ limits: { wait: 1.5 } }, 'limits.wait must be a whole number from 1, got 1.5'],
    [{ limits: { bytes: '9' } }, 'limits.bytes must be a whole number from 1, got 9'],
    [{ limits: null }, 'limits must be an object'],
    [{ signal: {} }, 'signal must be an AbortSignal'],
    [{ files: '/tmp' }, 'files must be a function'],
    [{ font: 5 }, 'font must be the address of a font'],
    [{ markKey: 5 }, 'markKey must be a Uint8Array or a text'],
    [
      { limits: { memory: Object.create(null) } },
      'limits.memory must be a whole number from 1, got a value of type object',
    ],
    [{ accept: 5 }, 'accept must be the text of an Accept header'],
    [{ accepts: ['gif'] }, 'accepts must be a list of jxl, avif and webp'],
    [null as unknown as object, 'the context must be an object'],
  ])('is refused: %o', async (context, detail) => {
    for (const call of [
      () => transform(photo, {}, context),
      () => probe(photo, context),
      () => capacity(photo, {}, context),
    ])
      await expect(call()).rejects.toEqual(failure('bad-parameter', detail))
  })
})

describe('a mark', () => {
  const markKey = Uint8Array.from({ length: 32 }, (_, at) => at * 7)

  it('is the same with the key as bytes and as the secret of the Worker', async () => {
    const secret = `k1:${Buffer.from(markKey).toString('base64url')}`
    const options = { mark: '0123abcd', format: 'png' } as const
    const large = await photoFile(400, 300)
    const [byBytes, bySecret, unmarked] = await Promise.all([
      transform(large, options, { markKey }),
      transform(large, options, { markKey: secret }),
      transform(large, { format: 'png' }),
    ])
    expect(Buffer.compare(byBytes.body, bySecret.body)).toBe(0)
    expect(Buffer.compare(byBytes.body, unmarked.body)).not.toBe(0)
  })

  it.each<[Context, string, string | undefined]>([
    [{}, 'bad-parameter', 'mark needs markKey in the context'],
    [{ markKey: markKey.subarray(0, 31) }, 'bad-parameter', 'markKey must have at least 32 random bytes'],
    [{ markKey: 'k1:YWJj' }, 'misconfigured', undefined],
  ])('is refused with %o', async (context, code, detail) => {
    await expect(transform(photo, { mark: '0123abcd' }, context)).rejects.toMatchObject({ code, detail })
  })

  it('of claims is refused', async () => {
    await expect(transform(photo, { mark: 'claims' }, { markKey })).rejects.toMatchObject({
      detail: 'mark=claims needs a signed URL: pass 8 or 16 hex digits',
    })
  })
})
