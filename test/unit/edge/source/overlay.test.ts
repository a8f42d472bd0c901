import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SourceRules } from '../../../../src/edge/source/kind.ts'
import { namesOf, overlaySource, requestedOverlays } from '../../../../src/edge/source/overlay.ts'
import { withOption } from '../../../../src/engine/overlay/with-option.ts'
import { Failure } from '../../../../src/errors.ts'
import type { Intent } from '../../../../src/signing/url/intent.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'

const RULES: SourceRules = {
  ownHost: 'img.example.com',
  development: false,
  maxBytes: 1000,
  timeout: 1000,
  totalTimeout: 60_000,
}
const never = new AbortController().signal
const OVERLAYS = ['/brand/', 'https://logos.example.com/', 'https://cdn.example.com/a/b/']
const ZONE = { source: 'r2:IMAGES/photos/', overlays: OVERLAYS, guarded: [] }

function bucket() {
  const keys: string[] = []
  const get = async (key: string) => {
    keys.push(key)
    return { body: new Response(key).body, size: key.length, httpEtag: '"e"', uploaded: new Date(0) }
  }
  return { keys, env: { IMAGES: { get, head() {} } } }
}

async function fetched(olurl: string, overlays: readonly string[] = OVERLAYS, answer?: Response) {
  const asked: string[] = []
  const fetch = async (input: unknown) => {
    asked.push(String(input))
    return answer ?? new Response('x')
  }
  vi.stubGlobal('fetch', fetch)
  const { env } = bucket()
  const { name, open } = overlaySource(olurl, { ...ZONE, overlays }, env, RULES)
  await open(never)
  return { name, asked }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the path of an overlay', () => {
  it.each([
    ['/brand/logo.png', 'photos/brand/logo.png'],
    ['/brand/a b/ü.svg', 'photos/brand/a b/ü.svg'],
    ['/brand/a%2Fb?c#d', 'photos/brand/a%2Fb?c#d'],
  ])('is read below the zone: %s', async (olurl, key) => {
    const { keys, env } = bucket()
    const { name, open } = overlaySource(olurl, ZONE, env, RULES)
    expect(keys).toEqual([])
    expect((await open(never)).etag).toBe('"e"')
    expect(keys).toEqual([key])
    expect(name).toBe(`r2:IMAGES/${key}`)
  })

  it('may lie anywhere below the zone if the list contains /', async () => {
    const { keys, env } = bucket()
    await overlaySource('/a.png', { ...ZONE, overlays: ['/'] }, env, RULES).open(never)
    expect(keys).toEqual(['photos/a.png'])
  })
})

const exact = (prefix: string) => ({ prefix, ignoresCase: false })

/**
 * Zones whose overlay list allows everything, around a guarded zone. `refused` is `true` if they
 * refuse another spelling of the guarded prefix.
 */
describe.each([
  ['https://h.example.com/', true],
  ['s3:https://h.example.com/', false],
  ['r2:IMAGES', false],
])('overlays from %s beside a guarded zone whose other spellings are refused: %s', (source, refused) => {
  const credentials = source.startsWith('s3:') ? { secret: 'S3', region: 'auto' } : undefined
  const closed = (prefix: string) => ({ prefix, ignoresCase: refused })
  const zone = {
    ...{ source, credentials, overlays: ['/', '/Brand/', 'https://h.example.com/'] },
    guarded: ['/shop/', '/brand/', 'https://h.example.com/shop/'].map(closed),
  }
  const opening = (olurl: string) => () =>
    overlaySource(olurl, zone, { ...bucket().env, S3: 'AKID:secret' }, RULES)

  it.each([
    '/Shop/a.png',
    '/SHOP/a.png',
    'https://h.example.com/Shop/a.png',
    'https://h.example.com/SHO%50/a.png',
  ])('handle %s', (olurl) => {
    if (refused) expect(opening(olurl)).toThrow(failure('bad-parameter'))
    else expect(opening(olurl)().name).toContain('/a.png')
  })

  it.each(['/shop/a.png', 'https://h.example.com/shop/a.png'])('refuse %s', (olurl) => {
    expect(opening(olurl)).toThrow(failure('bad-parameter'))
  })

  it('refuse the guarded prefix even if another spelling of it is listed', () => {
    expect(opening('/brand/a.png')).toThrow(failure('bad-parameter'))
  })
})

describe('an address in another case than the listed prefix', () => {
  it.each(['/Brand/logo.png', 'https://logos.example.com/../x', 'https://cdn.example.com/A/b/c.png'])(
    'is refused: %s',
    (olurl) => {
      const open = () =>
        overlaySource(olurl, { ...ZONE, overlays: OVERLAYS.slice(0, 1).concat(OVERLAYS.slice(2)) }, {}, RULES)
      expect(open).toThrow(failure('bad-parameter'))
    },
  )
})

describe('a path below a zone with mandatory presets', () => {
  const inner = { ...ZONE, overlays: ['/', '/brand/', '/shop/brand/'], guarded: [exact('/shop/')] }

  it.each(['/shop/a.png', '/shop/brandy/a.png'])('is refused: %s', (olurl) => {
    const { env } = bucket()
    expect(() => overlaySource(olurl, inner, env, RULES)).toThrow(
      failure('bad-parameter', 'olurl must begin with a path or URL that the zone lists in overlays'),
    )
  })

  it.each(['/shop.png', '/a/shop/b.png', '/shop/brand/a.png'])('is allowed: %s', async (olurl) => {
    const { keys, env } = bucket()
    await overlaySource(olurl, inner, env, RULES).open(never)
    expect(keys).toEqual([`photos${olurl}`])
  })
})

describe('a URL in the source of a zone with mandatory presets', () => {
  const overlays = ['https://h.example.com/', 'https://h.example.com/shop/brand/']
  const inner = { ...ZONE, overlays, guarded: [exact('/shop/'), exact('https://H.example.com/sh%6fp/')] }
  const opening = (olurl: string) => overlaySource(olurl, inner, {}, RULES)

  it.each([
    'https://h.example.com/shop/a.png',
    'https://h.example.com/%73hop/a.png',
    'https://h.example.com/x/../shop/a.png',
    'https://h.example.com/shop/brandy/a.png',
  ])('is refused: %s', (olurl) => {
    expect(() => opening(olurl)).toThrow(
      failure('bad-parameter', 'olurl must begin with a path or URL that the zone lists in overlays'),
    )
  })

  it.each([
    'https://h.example.com/shop.png',
    'https://h.example.com/shopping/a.png',
    'https://h.example.com/a/shop/b.png',
    'https://h.example.com/%2573hop/a.png',
    'https://h.example.com/shop/brand/a.png',
  ])('is allowed: %s', (olurl) => {
    expect(opening(olurl).name).toBe(olurl)
  })
})

describe('the URL of an overlay', () => {
  it.each([
    ['https://logos.example.com/a.png', 'https://logos.example.com/a.png'],
    ['https://LOGOS.example.com:443/a/b%20c.png', 'https://logos.example.com/a/b%20c.png'],
    ['https://logos.example.com/x/../a.png', 'https://logos.example.com/a.png'],
    ['https://logos.example.com/%61.png', 'https://logos.example.com/a.png'],
    ['https://logos.example.com/a%252Fb', 'https://logos.example.com/a%252Fb'],
    ['https://cdn.example.com/a/b/c.png', 'https://cdn.example.com/a/b/c.png'],
    ['https://cdn.example.com/x/%2e%2e/a/b/c.png', 'https://cdn.example.com/a/b/c.png'],
  ])('is fetched if it is listed: %s', async (olurl, url) => {
    expect((await fetched(olurl)).asked).toEqual([url])
  })

  it('has one name in all its spellings', async () => {
    const { name } = await fetched('https://logos.example.com/a%20b.png')
    expect(name).toBe('https://logos.example.com/a%20b.png')
    expect((await fetched('https://LOGOS.example.com/x/../%61%20b.png')).name).toBe(name)
  })
})

describe('an address that is not listed', () => {
  it.each([
    '',
    '/',
    'brand/logo.png',
    '/brand',
    '/brand/',
    '/brandy/logo.png',
    '/other/logo.png',
    '/brand/../secret.png',
    '/brand/./logo.png',
    '/brand//logo.png',
    '//logos.example.com/a.png',
    '/brand/\\logo.png',
    '/brand/\0logo.png',
    '/Brand/logo.png',
    'r2:IMAGES/brand/a.png',
    'data:image/png;base64,AAAA',
    'javascript:1',
    'file:///brand/logo.png',
    'http://logos.example.com/a.png',
    'https://logos.example.com',
    'https://logos.example.com/',
    'https://logos.example.com/a/',
    'https://logos.example.com//a.png',
    'https://logos.example.com:8443/a.png',
    'https://logos.example.com.evil.example/a.png',
    'https://logos.example.com@evil.example/a.png',
    'https://user@logos.example.com/a.png',
    'https://:secret@logos.example.com/a.png',
    'https://evil.example/https://logos.example.com/a.png',
    'https://logos.example.com/a.png?size=1',
    'https://logos.example.com/a.png?',
    'https://logos.example.com/a.png#b',
    'https://logos.example.com/a%2Fb.png',
    'https://logos.example.com/a%5cb.png',
    'https://logos.example.com/%00.png',
    'https://logos.example.com/%ff.png',
    'https://cdn.example.com/a/bc.png',
    'https://cdn.example.com/a/b',
    'https://cdn.example.com/a/b/../c.png',
    'https://cdn.example.com/a/b/%2e%2e/c.png',
    'https://cdn.example.com/a/b/..%2fc.png',
    'https://cdn.example.com/A/b/c.png',
    'https://[/a.png',
  ])('is refused without a request: %j', (olurl) => {
    const { keys, env } = bucket()
    expect(() => overlaySource(olurl, ZONE, env, RULES)).toThrow(
      failure('bad-parameter', 'olurl must begin with a path or URL that the zone lists in overlays'),
    )
    expect(keys).toEqual([])
  })

  it('is any address if the list is empty', () => {
    for (const olurl of ['/brand/logo.png', 'https://logos.example.com/a.png']) {
      expect(() => overlaySource(olurl, { ...ZONE, overlays: [] }, bucket().env, RULES)).toThrow(
        failure('bad-parameter'),
      )
    }
  })
})

describe('an origin that is refused even if it is listed', () => {
  it.each([
    ['https://img.example.com/', "must not be the Worker's own host"],
    ['https://127.0.0.1/', 'must not be an IP address'],
    ['https://2130706433/', 'must not be an IP address'],
    ['https://[::1]/', 'must not be an IP address'],
    ['https://localhost/', 'must be a public host name'],
    ['https://db.internal/', 'must be a public host name'],
  ])('is %s', (prefix, reason) => {
    const open = () => overlaySource(`${prefix}a.png`, { ...ZONE, overlays: [prefix] }, bucket().env, RULES)
    expect(open).toThrow(silentFailure('misconfigured', `the origin ${reason}`))
  })

  it('is refused after a redirect', async () => {
    const away = new Response(null, { status: 302, headers: { location: 'https://evil.example/a.png' } })
    await expect(fetched('https://logos.example.com/a.png', OVERLAYS, away)).rejects.toThrow(
      failure('bad-origin', 'olurl: the image could not be used'),
    )
  })
})

describe('failures of overlays', () => {
  it('name the overlay if its source fails', async () => {
    const missing = new Response(null, { status: 404 })
    await expect(fetched('https://logos.example.com/a.png', OVERLAYS, missing)).rejects.toThrow(
      failure('not-found', 'olurl: the image could not be used'),
    )
  })

  it('explain how paths are looked up if a path leads nowhere, and show the location only in the log', async () => {
    const env = { IMAGES: { get: async () => null, head() {} } }
    const { open } = overlaySource('/brand/shop/stamp.svg', ZONE, env, RULES)
    await expect(open(never)).rejects.toThrow(
      failure(
        'not-found',
        'olurl: there is no such image in the source of the zone: write a path in olurl without the prefix of the zone',
        'olurl: there is no image at r2:IMAGES/photos/brand/shop/stamp.svg',
      ),
    )
  })

  it('name the font of the zone if it is missing, and show its path only in the log', async () => {
    const env = { IMAGES: { get: async () => null, head() {} } }
    const zone = { ...ZONE, font: '/fonts/sans.ttf' }
    const [{ files: [file] = [] } = {}] = requestedOverlays({ oltext: 'a' }, zone, env, RULES)
    await expect(file?.open(never)).rejects.toThrow(
      failure(
        'not-found',
        "oltext: the zone's font is not in its source",
        "oltext: the zone's font /fonts/sans.ttf is not in its source: there is no font at r2:IMAGES/photos/fonts/sans.ttf",
      ),
    )
  })

  it('stay unchanged if a path fails for another reason', async () => {
    const get = async () => Promise.reject(new Error('down'))
    const { open } = overlaySource('/brand/a.svg', ZONE, { IMAGES: { get, head() {} } }, RULES)
    await expect(open(never)).rejects.toThrow(failure('bad-origin', 'olurl: the image could not be used'))
  })

  it('keep their code and reason, and get one prefix', async () => {
    const mark = (error: unknown) => withOption('ol2url', () => Promise.reject(error)).catch((seen) => seen)
    const once = await mark(new Failure('corrupt', 'PNG: cut', 'why'))
    expect(once).toMatchObject({ code: 'corrupt', detail: 'ol2url: PNG: cut', reason: 'why' })
    expect(await mark(once)).toBe(once)
    expect(await mark('stop')).toBe('stop')
    expect(await withOption('olurl', async () => 1)).toBe(1)
  })
})

describe('the overlays of an intent', () => {
  const { env } = bucket()

  it.each<[string, Intent | undefined]>([
    ['an original', undefined],
    ['an image without olurl', { width: 40 }],
    ['a description', { output: 'json', olurl: '/brand/a.png' }],
  ])('do not exist for %s', (_, intent) => {
    expect(requestedOverlays(intent, ZONE, env, RULES)).toEqual([])
  })

  it('are the file of its olurl', () => {
    const overlays = requestedOverlays({ olurl: '/brand/a.png' }, ZONE, env, RULES)
    expect(namesOf(overlays)).toEqual(['r2:IMAGES/photos/brand/a.png'])
  })

  it('are those of each layer, with a shared file listed once', () => {
    const intent = { olurl: '/brand/a.png', ol2url: '/brand/b.png', ol3url: '/brand/a.png' }
    const overlays = requestedOverlays(intent, ZONE, env, RULES)
    expect(overlays.map(({ files }) => files.map(({ parameter }) => parameter))).toEqual([
      ['olurl'],
      ['ol2url'],
      ['ol3url'],
    ])
    expect(namesOf(overlays)).toEqual(['r2:IMAGES/photos/brand/a.png', 'r2:IMAGES/photos/brand/b.png'])
  })

  it('are named if one is refused', () => {
    const intent = { olurl: '/brand/a.png', ol2url: '/other/b.png' }
    expect(() => requestedOverlays(intent, ZONE, env, RULES)).toThrow(
      failure('bad-parameter', 'ol2url must begin with a path or URL that the zone lists in overlays'),
    )
  })

  describe('for texts', () => {
    const filesOf = (intent: Intent, font?: string, guarded: readonly string[] = []) =>
      requestedOverlays(intent, { ...ZONE, font, guarded: guarded.map(exact) }, env, RULES).flatMap(
        ({ files }) => files.map(({ name, parameter }) => `${parameter} ${name}`),
      )

    it.each<[Intent, string | undefined, string[]]>([
      [{ oltext: 'a' }, '/fonts/f.ttf', ['oltext r2:IMAGES/photos/fonts/f.ttf']],
      [{ oltext: 'a' }, 'https://fonts.example.com/x/f.ttf', ['oltext https://fonts.example.com/x/f.ttf']],
      [
        { olurl: '/brand/a.png', ol2text: 'a', ol2font: ['/brand/f.ttf', 'https://logos.example.com/g.ttf'] },
        '/fonts/f.ttf',
        [
          'olurl r2:IMAGES/photos/brand/a.png',
          'ol2font r2:IMAGES/photos/brand/f.ttf',
          'ol2font https://logos.example.com/g.ttf',
        ],
      ],
    ])('are the fonts of %j with %s', (intent, font, expected) => {
      expect(filesOf(intent, font)).toEqual(expected)
    })

    it.each<[Intent, string | undefined, string]>([
      [{ oltext: 'a' }, undefined, 'oltext needs olfont: the zone names no font'],
      [
        { oltext: 'a', olfont: ['/fonts/f.ttf'] },
        '/fonts/f.ttf',
        'olfont must begin with a path or URL that the zone lists in overlays',
      ],
      [
        { olurl: '/fonts/a.png' },
        '/fonts/f.ttf',
        'olurl must begin with a path or URL that the zone lists in overlays',
      ],
      [
        { oltext: 'a', olfont: ['/brand/f.ttf', '/brand/../x.ttf'] },
        undefined,
        'olfont must begin with a path or URL that the zone lists in overlays',
      ],
    ])('are refused for %j with %s', (intent, font, detail) => {
      expect(() => filesOf(intent, font)).toThrow(failure('bad-parameter', detail))
    })

    it('never include fonts of a guarded zone unless the zone itself names them', () => {
      const intent: Intent = { oltext: 'a', olfont: ['/brand/inner/f.ttf'] }
      expect(() => filesOf(intent, undefined, ['/brand/inner/'])).toThrow(failure('bad-parameter'))
      expect(filesOf({ oltext: 'a' }, '/brand/inner/f.ttf', ['/brand/inner/'])).toHaveLength(1)
    })
  })
})
