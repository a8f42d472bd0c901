import { describe, expect, test } from 'vitest'
import { JPEG } from '../../../../tools/fits/headers.ts'
import { outputLimit, planned, sized } from '../../../../tools/fits/limits.ts'

describe('a limit of outputs', () => {
  test.each([
    'format=jpeg&blur=3',
    'format=avif',
    'format=avif&quality=100',
    'format=jpeg&progressive=1',
    'format=png',
  ])('is the largest that fits: %s', (query) => {
    const limit = outputLimit(query, JPEG)
    const planOf = (megapixels: number) =>
      planned({ ...JPEG, width: 12_000, height: 8000 }, `${query}&width=${sized(megapixels).width}`, 30e6)
    expect(planOf(limit)).toBeDefined()
    expect(planOf(limit + 0.02)).toBeUndefined()
    for (let share = 0.05; share < 1; share += 0.05) expect(planOf(share * limit)).toBeDefined()
  })
})
