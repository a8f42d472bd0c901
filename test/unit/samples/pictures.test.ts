import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bubble } from '../../../samples/bubble.ts'
import { landscape } from '../../../samples/landscape.ts'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { pebbles } from '../../../samples/pebbles.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'

const pictures = [
  { name: 'landscape', paint: landscape, width: 60, height: 40, frame: landscape(60, 40) },
  { name: 'lighthouse', paint: lighthouse, width: 48, height: 64, frame: lighthouse(48, 64) },
  { name: 'bubble', paint: bubble, width: 160, height: 120, frame: bubble(160, 120) },
  { name: 'pebbles', paint: pebbles, width: 60, height: 40, frame: pebbles(60, 40) },
]

function frameOf(name: string): Frame {
  const picture = pictures.find((candidate) => candidate.name === name)
  if (!picture) throw new Error(`no picture ${name}`)
  return picture.frame
}

const digest = ({ data }: Frame) => createHash('sha256').update(data).digest('hex')

function mean(
  frame: Frame,
  channel: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): number {
  let sum = 0
  let count = 0
  for (let y = Math.round(top * frame.height); y < Math.round(bottom * frame.height); y++) {
    for (let x = Math.round(left * frame.width); x < Math.round(right * frame.width); x++) {
      sum += frame.data[(y * frame.width + x) * 4 + channel] ?? Number.NaN
      count++
    }
  }
  return sum / count
}

const [RED, , BLUE, ALPHA] = [0, 1, 2, 3]

describe('pictures', () => {
  it.each(pictures)(
    'have the requested size and are always the same: $name',
    ({ paint, width, height, frame }) => {
      expect(frame).toMatchObject({ width, height })
      expect(frame.data).toHaveLength(width * height * 4)
      expect(digest(paint(width, height))).toBe(digest(frame))
    },
  )

  it.each(pictures)('can be painted in any shape down to one pixel: $name', ({ paint }) => {
    expect(paint(31, 9).data).toHaveLength(31 * 9 * 4)
    expect(paint(1, 1).data).toHaveLength(4)
  })

  it.each(['landscape', 'lighthouse', 'pebbles'])('are opaque: %s', (name) => {
    expect(mean(frameOf(name), ALPHA, 0, 0, 1, 1)).toBe(255)
  })

  it('have the correct orientation: lighthouse', () => {
    const frame = frameOf('lighthouse')
    const cold = (top: number, bottom: number) =>
      mean(frame, BLUE, 0, top, 1, bottom) - mean(frame, RED, 0, top, 1, bottom)
    expect(cold(0, 0.1)).toBeGreaterThan(cold(0.9, 1) + 20)
    expect(mean(frame, RED, 0, 0.6, 0.2, 0.8)).toBeGreaterThan(mean(frame, RED, 0.8, 0.6, 1, 0.8) + 20)
  })

  it('show a bright sky above its reflection: landscape', () => {
    const frame = frameOf('landscape')
    expect(mean(frame, BLUE, 0.3, 0, 1, 0.1)).toBeGreaterThan(mean(frame, BLUE, 0.3, 0.62, 1, 0.7) + 20)
  })

  it('are transparent outside and translucent inside, with soft edges: bubble', () => {
    const frame = frameOf('bubble')
    const alpha = frame.data.filter((_, i) => i % 4 === ALPHA)
    expect(mean(frame, ALPHA, 0, 0, 0.04, 0.05)).toBe(0)
    const inside = mean(frame, ALPHA, 0.45, 0.45, 0.55, 0.55)
    expect(inside).toBeGreaterThan(40)
    expect(inside).toBeLessThan(215)
    expect(new Set(alpha).size).toBeGreaterThan(150)
    expect(Math.max(...alpha)).toBeGreaterThan(230)
  })
})
