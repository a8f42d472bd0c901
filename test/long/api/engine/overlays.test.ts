import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Context,
  capacity,
  type EngineOptions,
  type Input,
  transform,
} from '../../../../src/api/engine/index.ts'
import { Failure } from '../../../../src/errors.ts'
import { photoFile, watchedStream } from '../../../support/engine/inputs.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'
import { longJpeg } from '../../../support/isolate/long-headers.ts'
import { FONTS } from '../../../support/text/fonts.ts'

let photo: Uint8Array<ArrayBuffer>
let logo: Uint8Array<ArrayBuffer>
let files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>

beforeAll(async () => {
  photo = await photoFile(300, 200)
  const red = sharp({ create: { width: 40, height: 30, channels: 4, background: '#f00c' } })
  logo = new Uint8Array(await red.png().toBuffer())
  files = {
    '/logo.png': logo,
    '/photo.jpg': photo,
    '/long.jpg': await longJpeg(new Uint8Array(1 << 20)),
    '/font.ttf': new Uint8Array(FONTS.latin()),
    '/hebrew.ttf': new Uint8Array(FONTS.hebrew()),
    '/cut.png': logo.slice(0, 60),
    '/text.txt': Uint8Array.from(new TextEncoder().encode('not a picture, and not a font')),
  }
})

/** Returns `files` for a context, and the addresses that it was called with. */
function recorded(as: (file: Uint8Array<ArrayBuffer>) => Input | Promise<Input> = (file) => file) {
  const addresses: string[] = []
  const open = (address: string) => {
    addresses.push(address)
    const file = files[address]
    if (!file) throw new Error(`ENOENT ${address}`)
    return as(file)
  }
  return { files: open, addresses }
}

/** Returns a context whose `files` has the files above. */
const reading = (as?: Parameters<typeof recorded>[0]): Context => ({ files: recorded(as).files })

describe('overlays', () => {
  it('give the picture of the URL', async () => {
    const query =
      'width=200&olurl=/logo.png&olalign=topleft&ol2url=/logo.png&ol2width=0.5&ol2blend=multiply&format=png'
    const { body } = await transformed(photo, intentOf(query), { overlays: [logo, logo] })
    const options: EngineOptions = {
      width: 200,
      olurl: '/logo.png',
      olalign: 'topleft',
      ol2url: '/logo.png',
      ol2width: 0.5,
      ol2blend: 'multiply',
      format: 'png',
    }
    const result = await transform(photo, options, reading())
    expect(Buffer.compare(result.body, body)).toBe(0)
  })

  it.each<[string, (file: Uint8Array<ArrayBuffer>) => Input | Promise<Input>]>([
    ['streams', (file) => watchedStream(file, [50]).stream],
    ['promises of responses', async (file) => new Response(file)],
    ['Blobs', (file) => new Blob([file])],
  ])('may be %s', async (_, as) => {
    const options: EngineOptions = { olurl: '/logo.png', format: 'png' }
    const expected = await transform(photo, options, reading())
    expect(await transform(photo, options, reading(as))).toEqual(expected)
  })

  it('with a long header are opened again when they are drawn', async () => {
    const { files, addresses } = recorded((file) => watchedStream(file).stream)
    await transform(photo, { olurl: '/long.jpg', format: 'jpeg' }, { files })
    expect(addresses).toEqual(['/long.jpg', '/long.jpg'])
  })

  it('may be SVG', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'
    const { body } = await transform(
      photo,
      { olurl: '/a.svg', olx: 0, oly: 0, format: 'png' },
      {
        files: () => new TextEncoder().encode(svg),
      },
    )
    const { data } = await sharp(body).raw().toBuffer({ resolveWithObject: true })
    expect([...data.subarray(0, 3)]).toEqual([0, 0, 0])
  })

  it('are cancelled when the input is refused', async () => {
    const opened: ReturnType<typeof watchedStream>[] = []
    const as = (file: Uint8Array) => {
      const watched = watchedStream(file, [20])
      opened.push(watched)
      return watched.stream
    }
    const options: EngineOptions = { olurl: '/photo.jpg', ol2url: '/photo.jpg' }
    const large = await photoFile(1500, 1500, 97)
    const context: Context = { files: () => as(large) }
    await expect(transform(new Uint8Array(50), options, context)).rejects.toMatchObject({
      code: 'unsupported',
    })
    expect(opened.map(({ cancelled }) => cancelled() !== undefined)).toEqual([true, true])
  })

  it('may be made by transforms, in as many calls as there are slots, and more', async () => {
    const options: EngineOptions = { olurl: '/logo.png', width: 100, format: 'png' }
    const limits = { wait: 3000 }
    const files = async () => (await transform(logo, { width: 20, format: 'png' }, { limits })).body
    const results = await Promise.all(
      Array.from({ length: 40 }, () => transform(photo, options, { limits, files })),
    )
    for (const { width } of results) expect(width).toBe(100)
  })

  it('that can be read again are asked for once, also with a long header', async () => {
    for (const as of [undefined, (file: Uint8Array<ArrayBuffer>) => new Blob([file])]) {
      const { files, addresses } = recorded(as)
      await transform(photo, { olurl: '/long.jpg', format: 'jpeg' }, { files })
      expect(addresses).toEqual(['/long.jpg'])
    }
  })

  it('are all opened at once, and cancelled when one fails', async () => {
    const { stream, cancelled } = watchedStream(logo)
    const files = async (address: string) => {
      if (address === '/a.png') throw new Error('no disk')
      await new Promise((resolve) => setTimeout(resolve, 10))
      return stream
    }
    await expect(transform(photo, { olurl: '/b.png', ol2url: '/a.png' }, { files })).rejects.toMatchObject({
      detail: 'ol2url: files failed for /a.png',
    })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(cancelled()).toBeDefined()
  })

  it('are planned by capacity', async () => {
    const answer = await capacity(photo, { olurl: '/logo.png', format: 'jpeg' }, reading())
    const plain = await capacity(photo, { format: 'jpeg' })
    if (!answer.fits || !plain.fits) throw new Error('both fit')
    expect(answer.bytes).toBeGreaterThan(plain.bytes)
  })
})

describe('texts', () => {
  it('are drawn with the fonts of files', async () => {
    const options: EngineOptions = {
      oltext: 'Hi {name}',
      'ol-name': 'Ann',
      olfont: '/font.ttf',
      format: 'png',
    }
    const { files, addresses } = recorded((file) => watchedStream(file, [999]).stream)
    const drawn = await transform(photo, options, { files })
    expect(addresses).toEqual(['/font.ttf'])
    const plain = await transform(photo, { format: 'png' })
    expect(Buffer.compare(drawn.body, plain.body)).not.toBe(0)
    const { oltext, 'ol-name': _, ...others } = options
    const same = await transform(photo, { ...others, oltext: 'Hi \u2068Ann\u2069' }, reading())
    expect(Buffer.compare(drawn.body, same.body)).toBe(0)
    expect(oltext).toBeDefined()
  })

  it('use the font of the context, and today', async () => {
    const { files, addresses } = recorded()
    const context = { files, font: '/font.ttf' }
    const { width } = await transform(photo, { oltext: '{date}', format: 'png' }, context)
    expect(width).toBe(300)
    expect(addresses).toEqual(['/font.ttf'])
  })

  it('read a second font only for what the first lacks', async () => {
    for (const [oltext, isRead] of [
      ['abc', false],
      ['abc שלום', true],
    ] as const) {
      const pulled: (() => number)[] = []
      const { files } = recorded((file) => {
        const watched = watchedStream(file, [65_536])
        pulled.push(watched.pulled)
        return new Response(watched.stream, { headers: { 'content-length': String(file.length) } })
      })
      await transform(photo, { oltext, olfont: '/font.ttf;/hebrew.ttf' }, { files })
      expect(pulled.map((bytes) => bytes() > 0)).toEqual([true, isRead])
    }
  })

  it('take several fonts of unknown length', async () => {
    const options: EngineOptions = { oltext: 'abc שלום', olfont: '/font.ttf;/hebrew.ttf', format: 'png' }
    const expected = await transform(photo, options, reading())
    const streams = reading((file) => watchedStream(file).stream)
    expect(await transform(photo, options, streams)).toEqual(expected)
  })
})

describe('refusals name the option', () => {
  it.each<[EngineOptions, Context, string, string]>([
    [{ olurl: '/logo.png' }, {}, 'bad-parameter', 'olurl needs files in the context'],
    [{ oltext: 'a', olfont: '/f.ttf' }, {}, 'bad-parameter', 'olfont needs files in the context'],
    [{ oltext: 'a' }, { files: () => photo }, 'bad-parameter', 'oltext needs olfont, or font in the context'],
    [{ oltext: 'a' }, { font: '/f.ttf' }, 'bad-parameter', 'oltext needs files in the context'],
    [{ olurl: '/none.png' }, reading(), 'bad-origin', 'olurl: files failed for /none.png'],
    [
      { olurl: '/x.png' },
      { files: () => undefined as unknown as Input },
      'not-found',
      'olurl: files returned nothing for /x.png',
    ],
    [
      { olurl: '/x.png' },
      { files: () => new Response('', { status: 404 }) },
      'not-found',
      'olurl: the response has status 404: pass one that is successful',
    ],
    [
      { oltext: 'a', olfont: '/text.txt' },
      reading(),
      'unsupported',
      'olfont: the file must be a single TrueType or OpenType font (.ttf or .otf)',
    ],
    [
      { olurl: '/x.png' },
      {
        files: () => {
          throw new Failure('forbidden', 'no rights')
        },
      },
      'forbidden',
      'olurl: no rights',
    ],
  ])('%o', async (options, context, code, detail) => {
    await expect(transform(photo, options, context)).rejects.toMatchObject({ code, detail })
  })

  it.each(['/cut.png', '/text.txt'])('of damaged files: %s', async (ol2url) => {
    const options: EngineOptions = { olurl: '/logo.png', ol2url }
    await expect(transform(photo, options, reading())).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:corrupt|unsupported)$/),
      detail: expect.stringMatching(/^ol2url: /),
    })
  })
})
