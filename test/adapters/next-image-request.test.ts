import { describe, expect, test } from 'vitest'
import { adapter, installed } from './adapter.ts'
import { CONFIG, manifestOf } from './next-config.ts'

interface Ours {
  readImagesManifest(manifest: unknown): object
  readImageRequest(url: URL, config: object): { url: URL; isStatic: boolean; width: number; quality: number }
}
interface Checked {
  readonly errorMessage?: string
  readonly href?: string | undefined
  readonly width?: number | undefined
  readonly quality?: number | undefined
  readonly isStatic?: boolean | undefined
}
interface Next {
  readonly ImageOptimizerCache: {
    validateParams(request: object, query: object, config: object, isDev: boolean): Checked
  }
}

const { readImageRequest, readImagesManifest } = await adapter<Ours>('next-image-request.ts')
const { ImageOptimizerCache } = (await installed<{ default: Next }>('next/dist/server/image-optimizer.js'))
  .default
const { images } = await manifestOf(CONFIG)

/** Query as Node's HTTP server reads it: an array for a name that is repeated. */
function queryOf(search: string): object {
  const query = new URLSearchParams(search)
  return Object.fromEntries(
    [...query.keys()].map((name) => {
      const values = query.getAll(name)
      return [name, values.length > 1 ? values : values[0]]
    }),
  )
}

function byNext(search: string): Checked {
  const config = { images: CONFIG, basePath: '' }
  const { errorMessage, href, width, quality, isStatic } = ImageOptimizerCache.validateParams(
    { headers: { accept: 'image/webp' } },
    queryOf(search),
    config,
    false,
  )
  return errorMessage === undefined ? { href, width, quality, isStatic } : { errorMessage }
}

function byUs(search: string): Checked {
  try {
    const read = readImageRequest(new URL(`https://app.test/_next/image?${search}`), images)
    const { url, width, quality, isStatic } = read
    return { href: url.href.replace('https://app.test', ''), width, quality, isStatic }
  } catch (error) {
    return { errorMessage: (error as Error).message }
  }
}

const LOCAL = 'url=/photos/tom.jpg'
const WIDTH = 'w=640'
const QUALITY = 'q=75'

describe('the query of next/image is read as Next reads it', () => {
  test.each([
    `${LOCAL}&${WIDTH}&${QUALITY}`,
    `${LOCAL}&w=32&${QUALITY}`,
    `url=https://a.example.com/cats/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=https://a.example.com/cats/t%25C3%25B6m.jpg&${WIDTH}&${QUALITY}`,
    `url=https://a.b.example.com/cats/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=http://127.0.0.1/tom.jpg&${WIDTH}&${QUALITY}`,
  ])('%s is allowed', (search) => {
    expect(byUs(search)).toEqual(byNext(search))
    expect(byUs(search).errorMessage).toBeUndefined()
  })

  test.each([
    '',
    `${WIDTH}&${QUALITY}`,
    `url=&${WIDTH}&${QUALITY}`,
    `${LOCAL}&${LOCAL}&${WIDTH}&${QUALITY}`,
    `url=/${'a'.repeat(3100)}&${WIDTH}&${QUALITY}`,
    `url=//evil.test/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=/_next/image&${WIDTH}&${QUALITY}`,
    `url=/_next/%2569mage/x&${WIDTH}&${QUALITY}`,
    `url=/private/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=/photos/../private/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=/photos/%252e%252e/private/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=/photos/tom.jpg?v=1&${WIDTH}&${QUALITY}`,
    `url=/_next/static/media/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=tom.jpg&${WIDTH}&${QUALITY}`,
    `url=https://[::bad/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=ftp://a.example.com/cats/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=http://a.example.com/cats/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=https://example.com/cats/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=https://a.example.com.evil.test/cats/tom.jpg&${WIDTH}&${QUALITY}`,
    `url=https://a.example.com/dogs/tom.jpg&${WIDTH}&${QUALITY}`,
    `${LOCAL}&${QUALITY}`,
    `${LOCAL}&w=&${QUALITY}`,
    `${LOCAL}&w=640&w=640&${QUALITY}`,
    `${LOCAL}&w=-1&${QUALITY}`,
    `${LOCAL}&w=6.4&${QUALITY}`,
    `${LOCAL}&w=0&${QUALITY}`,
    `${LOCAL}&w=641&${QUALITY}`,
    `${LOCAL}&${WIDTH}`,
    `${LOCAL}&${WIDTH}&q=a`,
    `${LOCAL}&${WIDTH}&q=75&q=75`,
    `${LOCAL}&${WIDTH}&q=0`,
    `${LOCAL}&${WIDTH}&q=101`,
    `${LOCAL}&${WIDTH}&q=80`,
  ])('%s is refused', (search) => {
    expect(byUs(search)).toEqual(byNext(search))
    expect(byUs(search).errorMessage).toBeDefined()
  })

  test('a backslash does not lead to another host', () => {
    expect(byUs(`url=/\\evil.test/photos/tom.jpg&${WIDTH}&${QUALITY}`).errorMessage).toMatch(
      /protocol-relative/,
    )
  })

  test('malformed escapes are refused', () => {
    expect(byUs(`url=/photos/%25ZZ.jpg&${WIDTH}&${QUALITY}`).errorMessage).toBe('"url" parameter is invalid')
  })

  test('files with a hash are static, also below a base path', () => {
    const config = { ...images, path: '/shop/_next/image', localPatterns: undefined }
    const read = (path: string) =>
      readImageRequest(new URL(`https://app.test/?url=${path}&${WIDTH}&${QUALITY}`), config).isStatic
    expect(
      ['/shop/_next/static/media/a.1f.jpg', '/_next/static/media/a.1f.jpg', '/shop/a.jpg'].map(read),
    ).toEqual([true, false, false])
  })
})

describe('the manifest', () => {
  const without = ({ path: _, ...others }: typeof images) => ({ images: others })

  test('of Next 16 is read', () => {
    expect(readImagesManifest({ version: 1, images })).toBe(images)
  })

  test.each([
    ['that is empty', {}, 'images'],
    ['that is no object', null, 'images'],
    ['without a field', without(images), 'images.path'],
    ['with a field of another type', { images: { ...images, deviceSizes: 640 } }, 'images.deviceSizes'],
  ])('%s is an error that names the field', (_, manifest, field) => {
    expect(() => readImagesManifest(manifest)).toThrow(
      `${field} of .next/images-manifest.json is missing or has another type: run \`next build\``,
    )
  })
})
