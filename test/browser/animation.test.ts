import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { transformed } from '../support/engine/transformed.ts'
import { delays, movingSquare } from '../support/picture/moving.ts'
import { launchBrowser, openEmpty, usable } from './page.ts'

let browser: Browser

beforeAll(async () => {
  if (usable) browser = await launchBrowser()
})

afterAll(() => browser?.close())

/**
 * Decodes an animation. Returns its loop count and, for each frame, its duration in milliseconds
 * and its pixels.
 */
const SCRIPT = `async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const decoder = new ImageDecoder({ data: bytes, type: 'image/webp', premultiplyAlpha: 'none' })
  await decoder.tracks.ready
  await decoder.completed
  const { frameCount, repetitionCount, animated } = decoder.tracks.selectedTrack
  const frames = []
  for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
    const { image } = await decoder.decode({ frameIndex })
    const data = new Uint8Array(image.allocationSize({ format: 'RGBA' }))
    await image.copyTo(data, { format: 'RGBA' })
    frames.push({ duration: image.duration / 1000, data: Array.from(data) })
  }
  return { animated, repetitionCount, frames }
}`

interface Played {
  readonly animated: boolean
  /** Number of repetitions after the first time. */
  readonly repetitionCount: number
  readonly frames: readonly { readonly duration: number; readonly data: readonly number[] }[]
}

const SIZE = { width: 24, height: 16 }
const FRAMES = 12

it.skipIf(!usable).each(['gif', 'webp'] as const)(
  'Chromium plays all frames of an animation made from an animated %s, each with its duration',
  async (format) => {
    const film = movingSquare(SIZE, FRAMES)
    const options = { loop: 3, delay: delays(FRAMES) }
    const source = await (format === 'gif'
      ? film.gif({ ...options, effort: 1 })
      : film.webp({ ...options, lossless: true })
    ).toBuffer()
    const { body } = await transformed(source, 'animate=1&lossless=1&flop=1')
    // `ImageDecoder` exists only in secure contexts.
    const page = await openEmpty(browser)
    const file = Buffer.from(body).toString('base64')
    const played: Played = await page.evaluate(`(${SCRIPT})(${JSON.stringify(file)})`)
    expect(played.animated).toBe(true)
    expect(played.repetitionCount).toBe(2)
    expect(played.frames.map(({ duration }) => duration)).toEqual(delays(FRAMES))
    for (const [index, { data }] of played.frames.entries()) {
      const expected = await sharp(source, { page: index }).flop().ensureAlpha().raw().toBuffer()
      const most = data.reduce(
        (least, value, at) => Math.max(least, Math.abs(value - (expected[at] ?? 0))),
        0,
      )
      expect(most, `frame ${index}`).toBeLessThanOrEqual(2)
    }
  },
)
