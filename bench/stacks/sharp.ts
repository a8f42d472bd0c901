import sharp from 'sharp'
import { SOURCES, type Source } from '../sources.ts'
import type { Stack } from './stack.ts'

sharp.concurrency(1)
sharp.cache(false)
sharp.simd(true)

const EFFORT = 4

function withEffort(effort: number): Stack {
  return {
    light: 'encoded',
    settings: ({ format }) =>
      format === 'webp'
        ? `one thread, no cache, SIMD; effort ${effort}${effort === EFFORT ? ', its default' : ''}`
        : 'one thread, no cache, SIMD; 4:2:0, optimised Huffman tables, its defaults',
    async run(input, { source, width, height, format, quality }) {
      const { frames }: Source = SOURCES[source]
      const options = { limitInputPixels: false, animated: frames !== undefined }
      const image = sharp(await input.readAll(), options).resize(width, height)
      return format === 'webp'
        ? image.webp({ quality, effort }).toBuffer()
        : image.jpeg({ quality }).toBuffer()
    },
  }
}

/**
 * sharp (libvips) with its defaults: its JPEG decoder shrinks on load, and Lanczos3 resizes the
 * rest.
 */
export const sharpStack = withEffort(EFFORT)

/** sharp with effort 2 for WebP, whose CPU time is nearest to Signet's. */
export const sharpEffort2 = withEffort(2)
