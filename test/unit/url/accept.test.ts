import { describe, expect, it } from 'vitest'
import { negotiate } from '../../../src/url/accept.ts'

describe('negotiate', () => {
  it.each([
    ['image/avif,image/webp,image/apng,image/*,*/*;q=0.8', 'webp'],
    ['image/webp', 'webp'],
    ['IMAGE/WEBP ; Q=0.5', 'webp'],
    ['image/webp;q=0.8, image/jpeg;q=0.8', 'webp'],
    ['image/webp;q=0.5, image/*;q=0.8', 'auto'],
    ['image/webp;q=0.5, image/jpeg;q=0.4, */*', 'webp'],
    ['image/webp;q=0', 'auto'],
    ['image/webp;q=0.000, */*', 'auto'],
    ['image/webp;q=nonsense', 'auto'],
    ['image/*', 'auto'],
    ['*/*', 'auto'],
    ['image/webpx', 'auto'],
    ['', 'auto'],
    [null, 'auto'],
  ])('Accept: %s gives %s', (accept, format) => {
    expect(negotiate({ format: 'auto' }, accept).format).toBe(format)
  })

  it('leaves a format that was asked for', () => {
    expect(negotiate({ format: 'png' }, 'image/webp')).toEqual({ format: 'png' })
  })
})
