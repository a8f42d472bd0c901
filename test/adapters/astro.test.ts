import { describe, expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { animation, describeImage, picture } from './pictures.ts'

interface Service {
  transform(input: Uint8Array, transform: object): Promise<{ data: Uint8Array; format: string }>
}

const { default: service } = await adapter<{ default: Service }>('astro-local-service.ts')

const transformed = (input: Uint8Array, options: object) =>
  service.transform(input, { src: '/photo.png', ...options })

describe('the local service of Astro', async () => {
  const photo = await picture('png')

  test.each([
    [{}, 'webp 80x60'],
    [{ width: 40 }, 'webp 40x30'],
    [{ height: 30.4, format: 'avif' }, 'avif 40x30'],
    [{ width: 400, format: 'png' }, 'png 80x60'],
    [{ width: 20, height: 20 }, 'webp 20x20'],
    [{ width: 20, height: 20, fit: 'contain', format: 'jpg' }, 'jpeg 20x15'],
    [{ width: 20, height: 20, fit: 'fill' }, 'webp 20x20'],
    [{ width: 20, height: 20, fit: 'cover', position: 'left top' }, 'webp 20x20'],
    [{ width: 20, height: 20, position: 'attention' }, 'webp 20x20'],
  ])('%j gives %s', async (options, expected) => {
    const { data, format } = await transformed(photo, options)
    expect(await describeImage(data)).toBe(expected)
    expect(expected.startsWith(format)).toBe(true)
  })

  test('names of qualities are numbers', async () => {
    const sizes = ['low', '50', 'max'].map(
      async (quality) => (await transformed(photo, { format: 'jpeg', quality })).data.length,
    )
    const [low = 0, mid = 0, max = 0] = await Promise.all(sizes)
    expect([low < mid, mid < max]).toEqual([true, true])
  })

  test('an animation stays one', async () => {
    const { data } = await transformed(await animation('gif'), { width: 40 })
    expect(await describeImage(data)).toBe('webp 40x30, 2 frames')
  })

  test('an SVG is passed through', async () => {
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')
    expect(await transformed(svg, { format: 'svg' })).toEqual({ data: svg, format: 'svg' })
  })

  test.each([
    [{ width: 20, height: 20, position: 'nowhere' }, /^\/photo\.png: position must be one of/],
    [{ format: 'tiff' }, /^\/photo\.png: format must be one of/],
    [{ format: 'jpeg', background: 'red' }, /^\/photo\.png: bg must be RRGGBB in hex/],
  ])('%j is refused by name', async (options, message) => {
    await expect(transformed(photo, options)).rejects.toThrow(message)
  })
})
