import sharp from 'sharp'
import * as v from 'valibot'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { admission } from '../../../src/image/admission.ts'
import { transform } from '../../../src/image/transform.ts'
import { LimitsTable } from '../../../src/limits.ts'
import { timing } from '../../../src/timing.ts'
import type { Intent } from '../../../src/url/intent.ts'
import { watchMemories } from '../../support/memories.ts'

const LIMITS = v.parse(LimitsTable, {})
let photo: Buffer

beforeAll(async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const
  const picture = sharp({ create: { width: 500, height: 375, channels: 3, background: '#888', noise } })
  photo = await sharp(await picture.png().toBuffer())
    .resize(4000, 3000)
    .jpeg()
    .toBuffer()
})

afterEach(() => {
  vi.unstubAllGlobals()
})

/** The photo as it arrives, in pieces, giving way to the other requests before each. */
function arriving(): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve))
      if (at >= photo.length) return controller.close()
      controller.enqueue(Uint8Array.from(photo.subarray(at, at + 65_536)))
      at += 65_536
    },
  })
}

it.each<[number, string, Intent, number]>([
  [20, 'a JPEG of 400 pixels', { width: 400 }, 20],
  [7, 'a WebP of 1200 pixels', { width: 1200, format: 'webp' }, 3],
])(
  'holds %d photographs of 12 megapixels to the budget, each to become %s',
  async (requests, _, intent, together) => {
    const gate = admission(LIMITS)
    const watch = watchMemories()
    let admitted = 0
    let most = 0
    const counted: typeof gate = {
      admit: (bytes, task) =>
        gate.admit(bytes, async () => {
          most = Math.max(most, ++admitted)
          return watch.track(task).finally(() => admitted--)
        }),
    }
    const means = {
      limits: LIMITS,
      admission: counted,
      timing: timing(),
      signal: new AbortController().signal,
    }
    const source = () => ({
      body: arriving(),
      size: photo.length,
      etag: undefined,
      lastModified: undefined,
      maxAge: undefined,
    })
    const made = await Promise.all(
      Array.from({ length: requests }, () =>
        transform(source(), intent, { ...means, again: async () => source(), overlay: undefined }),
      ),
    )

    expect(new Set(made.map(({ body }) => Buffer.from(body).toString('base64'))).size).toBe(1)
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(together)
    expect(watch.most).toBeGreaterThan(0)
    expect(watch.most + most * 2 * 65_536).toBeLessThanOrEqual(LIMITS.memory)
  },
)
