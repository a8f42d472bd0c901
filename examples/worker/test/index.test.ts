import { env, exports } from 'cloudflare:workers'
import { createSigner } from '@owner/signet'
import { beforeAll, expect, test } from 'vitest'

declare global {
  namespace Cloudflare {
    interface Env {
      readonly IMAGES: R2Bucket
      readonly SIGNING_KEYS: string
    }
    interface GlobalProps {
      mainModule: typeof import('../src/index.ts')
    }
  }
}

const HOST = 'https://www.example.com'

/** PNG of 8 × 8 gray pixels. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAD0lEQVQImWNowAEYhpYEAILzYAEeEbvlAAAAAElFTkSuQmCC'

const signer = createSigner({ key: env.SIGNING_KEYS, baseUrl: HOST })

beforeAll(async () => {
  await env.IMAGES.put(
    'photos/gray.png',
    Uint8Array.from(atob(PICTURE), (byte) => byte.charCodeAt(0)),
  )
})

test('a signed image is delivered', async () => {
  const url = await signer.sign('/img/photos/gray.png', { width: 4, format: 'webp' })
  const response = await exports.default.fetch(url)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('image/webp')
  await response.arrayBuffer()
})

test('an image without a token is refused', async () => {
  const response = await exports.default.fetch(`${HOST}/img/photos/gray.png?width=4`)
  expect(response.status).toBe(403)
  await response.text()
})

test('other paths are yours', async () => {
  const response = await exports.default.fetch(`${HOST}/`)
  expect(await response.text()).toBe('Your own page')
})
