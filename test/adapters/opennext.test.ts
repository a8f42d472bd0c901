import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { adapter } from './adapter.ts'
import { CONFIG, manifestOf, type NextImages } from './next-config.ts'
import { animation, describeImage, picture } from './pictures.ts'

type Handler = (request: Request, env: object, context: object) => Promise<Response | undefined>

const { imageHandler } = await adapter<{ imageHandler(manifest: object): Handler }>('opennext-images.ts')

const photo = await picture('png')
const gif = await animation('gif')
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

const FILES: Readonly<Record<string, () => Response>> = {
  '/photos/tom.png': () => new Response(new Uint8Array(photo), { headers: { etag: '"tom"' } }),
  '/photos/t%C3%B6m.x.png': () => new Response(new Uint8Array(photo)),
  '/photos/tom.gif': () => new Response(new Uint8Array(gif)),
  '/photos/tom.svg': () => new Response(SVG),
  '/photos/tom.html': () => new Response('<!doctype html><script>alert(1)</script>'),
  '/photos/broken.png': () => new Response(new Uint8Array(photo.subarray(0, 90))),
  '/_next/static/media/tom.1f.png': () => new Response(new Uint8Array(photo)),
}

const ASSETS = {
  fetch: async (url: URL) => FILES[url.pathname]?.() ?? new Response('not found', { status: 404 }),
}

const stored = new Map<string, Response>()
const cache = {
  match: async (key: string) => stored.get(key)?.clone(),
  put: async (key: string, response: Response) => {
    stored.set(key, new Response(await response.arrayBuffer(), response))
  },
}

interface Asked {
  readonly accept?: string
  readonly config?: Partial<NextImages>
  readonly init?: RequestInit
}

/** Sends a request and waits until its answer is in the cache. */
async function ask(path: string, { accept = 'image/webp', config = {}, init = {} }: Asked = {}) {
  const handler = imageHandler(await manifestOf({ ...CONFIG, ...config }))
  const request = new Request(`https://app.test${path}`, { headers: { accept }, ...init })
  const pending: Promise<unknown>[] = []
  const response = await handler(
    request,
    { ASSETS },
    { waitUntil: (each: Promise<unknown>) => pending.push(each) },
  )
  const answer = response && new Response(response.body ? await response.arrayBuffer() : null, response)
  await Promise.all(pending)
  if (!answer) throw new Error('the handler did not answer')
  return answer
}

const image = (url: string, asked?: Asked) =>
  ask(`/_next/image?url=${encodeURIComponent(url)}&w=32&q=75`, asked)

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

beforeEach(() => {
  stored.clear()
  vi.stubGlobal('caches', { open: async () => cache })
  vi.spyOn(console, 'warn').mockReturnValue(undefined)
})
afterEach(() => vi.unstubAllGlobals())

test('other paths are left to OpenNext', async () => {
  const handler = imageHandler(await manifestOf(CONFIG))
  expect(await handler(new Request('https://app.test/_next/image/x'), { ASSETS }, {})).toBeUndefined()
})

describe('a local image', () => {
  test.each([
    ['image/avif,image/webp', 'image/avif', 'avif 32x24'],
    ['image/webp', 'image/webp', 'webp 32x24'],
    ['*/*', 'image/png', 'png 32x24'],
  ])('for a client that accepts %s is %s', async (accept, type, expected) => {
    const response = await image('/photos/tom.png', { accept })
    expect(response.headers.get('content-type')).toBe(type)
    expect(await describeImage(await bytesOf(response))).toBe(expected)
  })

  test('has the headers of Next', async () => {
    const { status, headers } = await image('/photos/tom.png')
    expect({ status, ...Object.fromEntries(headers) }).toEqual({
      status: 200,
      'cache-control': 'public, max-age=14400, must-revalidate',
      'content-disposition': 'attachment; filename="tom.webp"',
      'content-security-policy': CONFIG.contentSecurityPolicy,
      'content-type': 'image/webp',
      etag: expect.stringMatching(/^"[\w+/]{27}"$/),
      vary: 'Accept',
      'x-content-type-options': 'nosniff',
      'x-nextjs-cache': 'MISS',
    })
  })

  test('with a hash in its name is immutable', async () => {
    const config = { localPatterns: [{ pathname: '/_next/static/media/**' }] }
    const { headers } = await image('/_next/static/media/tom.1f.png', { config })
    expect(headers.get('cache-control')).toBe('public, max-age=315360000, immutable')
  })

  test('with a name beyond ASCII has the name of RFC 5987', async () => {
    const { headers } = await image('/photos/töm.x.png', { config: { contentDispositionType: 'inline' } })
    expect(headers.get('content-disposition')).toBe("inline; filename*=UTF-8''t%C3%B6m.webp")
  })

  test('is not enlarged', async () => {
    const response = await ask('/_next/image?url=/photos/tom.png&w=640&q=75')
    expect(await describeImage(await bytesOf(response))).toBe('webp 80x60')
  })

  test('that does not exist is 404, and not cached', async () => {
    const response = await image('/photos/no.png')
    expect([response.status, await response.text()]).toEqual([
      404,
      '"url" parameter is valid but upstream response is invalid',
    ])
    expect(stored.size).toBe(0)
  })

  test('that is animated is sent as it is', async () => {
    const response = await image('/photos/tom.gif')
    expect(response.headers.get('content-type')).toBe('image/gif')
    expect(Buffer.from(await bytesOf(response))).toEqual(gif)
  })

  test('that the engine refuses is sent as it is', async () => {
    const response = await image('/photos/broken.png')
    expect(response.headers.get('content-type')).toBe('image/png')
    expect((await bytesOf(response)).length).toBe(90)
  })

  test.each([
    ['/photos/tom.svg', '"url" parameter is valid but image type is not allowed'],
    ['/photos/tom.html', "The requested resource isn't a valid image."],
  ])('%s is refused', async (path, message) => {
    const response = await image(path)
    expect([response.status, await response.text()]).toEqual([400, message])
  })

  test('may be an SVG if the configuration says so', async () => {
    const { headers } = await image('/photos/tom.svg', { config: { dangerouslyAllowSVG: true } })
    expect([headers.get('content-type'), headers.get('content-disposition')]).toEqual([
      'image/svg+xml',
      'attachment; filename="tom.svg"',
    ])
  })

  test('has a size limit', async () => {
    const { status } = await image('/photos/tom.png', { config: { maximumResponseBody: 50 } })
    expect(status).toBe(413)
  })
})

describe('the cache', () => {
  test('answers the second request, for each format', async () => {
    const accepts = ['image/webp', 'image/webp', 'image/avif', 'image/avif']
    const states: (string | null)[] = []
    for (const accept of accepts)
      states.push((await image('/photos/tom.png', { accept })).headers.get('x-nextjs-cache'))
    expect(states).toEqual(['MISS', 'HIT', 'MISS', 'HIT'])
    expect(stored.size).toBe(2)
  })

  test('a client that has the image gets 304', async () => {
    const etag = (await image('/photos/tom.png')).headers.get('etag') ?? ''
    const headers = { accept: 'image/webp', 'if-none-match': `"x", ${etag}` }
    const { status, body } = await image('/photos/tom.png', { init: { headers } })
    expect([status, body]).toEqual([304, null])
  })

  test('HEAD has no body', async () => {
    const { status, body } = await image('/photos/tom.png', { init: { method: 'HEAD' } })
    expect([status, body]).toEqual([200, null])
  })
})

test('other methods are refused', async () => {
  expect((await image('/photos/tom.png', { init: { method: 'POST' } })).status).toBe(405)
})

test('a bad query is 400 with the message of Next', async () => {
  const response = await ask('/_next/image?url=/photos/tom.png&w=31&q=75')
  expect([response.status, await response.text()]).toEqual([
    400,
    '"w" parameter (width) of 31 is not allowed',
  ])
})

describe('a remote image', () => {
  const REMOTE = 'https://a.example.com/cats/tom.png'

  /** Stubs `fetch`. Requests without an answer wait until they are aborted. */
  function serve(answers: Readonly<Record<string, () => Response>>): string[] {
    const asked: string[] = []
    vi.stubGlobal('fetch', async (url: URL) => {
      asked.push(url.href)
      const answer = answers[url.href]
      if (!answer) throw new TypeError('fetch failed')
      return answer()
    })
    return asked
  }

  const to = (location: string) => () => new Response(null, { status: 302, headers: { location } })

  test('is fetched, and its max-age counts', async () => {
    serve({
      [REMOTE]: () => new Response(new Uint8Array(photo), { headers: { 'cache-control': 'max-age=99999' } }),
    })
    const response = await image(REMOTE)
    expect(await describeImage(await bytesOf(response))).toBe('webp 32x24')
    expect(response.headers.get('cache-control')).toBe('public, max-age=99999, must-revalidate')
  })

  test('may be behind three redirects', async () => {
    const asked = serve({
      [REMOTE]: to('/2'),
      'https://a.example.com/2': to('https://cdn.test/3'),
      'https://cdn.test/3': to('https://cdn.test/4'),
      'https://cdn.test/4': () => new Response(new Uint8Array(photo)),
    })
    expect((await image(REMOTE)).status).toBe(200)
    expect(asked.length).toBe(4)
    expect((await image(REMOTE, { accept: '*/*', config: { maximumRedirects: 2 } })).status).toBe(508)
  })

  test.each([
    'http://127.0.0.1/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://[::1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://localhost/',
    'http://localhost./',
    'http://db.internal/',
    'http://intranet/',
    'file:///etc/passwd',
    'https://user:secret@cdn.test/',
  ])('is not fetched from %s', async (target) => {
    const asked = serve({ [REMOTE]: to(target) })
    const response = await image(REMOTE)
    expect([response.status, await response.text()]).toEqual([400, '"url" parameter is not allowed'])
    expect(asked).toEqual([REMOTE])
  })

  test('is fetched from an address if the configuration says so', async () => {
    serve({ 'http://127.0.0.1/tom.png': () => new Response(new Uint8Array(photo)) })
    expect((await image('http://127.0.0.1/tom.png')).status).toBe(400)
    const config = { dangerouslyAllowLocalIP: true }
    expect((await image('http://127.0.0.1/tom.png', { config })).status).toBe(200)
  })

  test('that its host does not deliver keeps the status', async () => {
    serve({ [REMOTE]: () => new Response('gone', { status: 410 }) })
    expect((await image(REMOTE)).status).toBe(410)
    serve({})
    expect((await image(REMOTE)).status).toBe(502)
  })

  test('that takes too long is 504', async () => {
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
    serve({})
    const response = await image(REMOTE)
    expect([response.status, await response.text()]).toEqual([
      504,
      '"url" parameter is valid but upstream response timed out',
    ])
    vi.restoreAllMocks()
  })

  test('that is announced too long is not read', async () => {
    const headers = { 'content-length': '60000000' }
    serve({ [REMOTE]: () => new Response(new Uint8Array(photo), { headers }) })
    expect((await image(REMOTE)).status).toBe(413)
  })
})
