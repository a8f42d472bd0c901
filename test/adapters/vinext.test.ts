import { expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { animation, describeImage, picture } from './pictures.ts'

interface Optimizer {
  transformImage(
    body: ReadableStream,
    options: { width: number; format: string; quality: number },
  ): Promise<Response>
}

const optimizer = (await adapter<{ default: () => Optimizer }>('vinext-optimizer.ts')).default()

async function optimized(bytes: Buffer, format: string, width = 40): Promise<[string | null, string]> {
  const body = new Blob([new Uint8Array(bytes)]).stream()
  const response = await optimizer.transformImage(body, { width, format, quality: 75 })
  return [response.headers.get('content-type'), await describeImage(await response.bytes())]
}

test.each([
  ['image/avif', 'avif 40x30'],
  ['image/webp', 'webp 40x30'],
  ['image/jpeg', 'jpeg 40x30'],
])('makes %s for clients that take it', async (format, expected) => {
  expect(await optimized(await picture('png'), format)).toEqual([format, expected])
})

test('never enlarges an image', async () => {
  expect(await optimized(await picture('jpeg'), 'image/webp', 640)).toEqual(['image/webp', 'webp 80x60'])
})

test('keeps an animation, as WebP', async () => {
  expect(await optimized(await animation('gif'), 'image/avif')).toEqual([
    'image/webp',
    'webp 40x30, 2 frames',
  ])
})

test('rejects what is no image, so that vinext serves the original', async () => {
  await expect(optimized(Buffer.from('text'), 'image/webp')).rejects.toMatchObject({ code: 'unsupported' })
})
