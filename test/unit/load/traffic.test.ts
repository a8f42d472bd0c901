import { expect, test } from 'vitest'
import { drawKind, draws, KINDS } from '../../load/traffic.ts'

const share = (...names: string[]) => names.reduce((sum, name) => sum + (KINDS[name]?.percent ?? 0), 0)

test('the shares of the traffic add up to 100', () => {
  expect(share(...Object.keys(KINDS))).toBe(100)
})

test('at least a tenth each is WebP sources, AVIF sources and hostile traffic', () => {
  expect(share('WebP source')).toBeGreaterThanOrEqual(10)
  expect(share('AVIF source')).toBeGreaterThanOrEqual(10)
  expect(share('bomb', 'truncated', '108 MP')).toBeGreaterThanOrEqual(10)
})

test('the seed determines the requests', () => {
  function requests(seed: number) {
    const draw = draws(seed)
    return Array.from({ length: 50 }, () => {
      const [name, kind] = drawKind(draw)
      return { name, ...kind.draw(draw) }
    })
  }
  expect(requests(5)).toEqual(requests(5))
  expect(requests(5)).not.toEqual(requests(6))
})

test('kinds are drawn by their shares', () => {
  const draw = draws(1)
  const drawn = Array.from({ length: 10_000 }, () => drawKind(draw)[0])
  for (const [name, { percent }] of Object.entries(KINDS)) {
    const seen = drawn.filter((each) => each === name).length / 100
    expect(Math.abs(seen - percent), name).toBeLessThan(1.5)
  }
})

test('integers are drawn within the bounds', () => {
  const draw = draws(3)
  const drawn = Array.from({ length: 1000 }, () => draw.between(3, 5))
  expect(new Set(drawn)).toEqual(new Set([3, 4, 5]))
})
