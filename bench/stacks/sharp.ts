import sharp from 'sharp'
import { SOURCES, type Source } from '../sources.ts'
import type { JobFormat, Stack } from './stack.ts'

sharp.concurrency(1)
sharp.cache(false)
sharp.simd(true)

const EFFORT = 4

/** sharp's default WebP quality. */
const WEBP_QUALITY = 80

function withEffort(effort: number): Stack {
  const webp = `effort ${effort}${effort === EFFORT ? ', its default' : ''}`
  const encoding: Readonly<Record<JobFormat, string>> = {
    jpeg: '4:2:0, optimized Huffman tables, its defaults',
    webp,
    jxl: `WebP instead, because its prebuilt binary writes no JPEG XL; quality ${WEBP_QUALITY}, ${webp}`,
  }
  return {
    light: 'encoded',
    settings: ({ format }) => `one thread, no cache, SIMD; ${encoding[format]}`,
    async run(input, { source, width, height, format, quality }) {
      const { frames }: Source = SOURCES[source]
      const options = { limitInputPixels: false, animated: frames !== undefined }
      const image = sharp(await input.readAll(), options).resize(width, height)
      if (format === 'jpeg') return image.jpeg({ quality }).toBuffer()
      return image.webp({ quality: format === 'jxl' ? WEBP_QUALITY : quality, effort }).toBuffer()
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
