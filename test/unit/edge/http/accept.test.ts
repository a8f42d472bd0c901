import { describe, expect, it } from 'vitest'
import { negotiate } from '../../../../src/edge/http/accept.ts'

describe('negotiate', () => {
  it.each([
    ['image/avif,image/webp,image/apng,image/*,*/*;q=0.8', ['avif', 'webp']],
    ['image/avif,image/webp;q=0.9,image/jpeg;q=0.5', ['avif', 'webp']],
    ['image/avif;q=0.8,image/webp;q=0.9', ['webp']],
    ['image/avif', ['avif']],
    ['image/avif,image/webp;q=0', ['avif']],
    ['image/avif,image/webp;q=0.4,image/jpeg;q=0.5', ['avif']],
    ['image/avif;q=0,image/webp', ['webp']],
    ['image/avif;q=0.2,image/webp;q=0.5,*/*;q=0.5', ['webp']],
    ['image/webp', ['webp']],
    ['IMAGE/WEBP ; Q=0.5', ['webp']],
    ['image/webp;q=0.8, image/jpeg;q=0.8', ['webp']],
    ['image/webp;q=0.5, image/*;q=0.8', []],
    ['image/webp;q=0.5, image/jpeg;q=0.4, */*', ['webp']],
    ['image/webp;q=0', []],
    ['image/webp;q=0.000, */*', []],
    ['image/webp;q=nonsense', []],
    ['image/*', []],
    ['*/*', []],
    ['image/webpx', []],
    ['', []],
    [null, []],
  ])('chooses for Accept: %s the format %j', (accept, accepts) => {
    expect(negotiate({ format: 'auto' }, accept)).toEqual({ format: 'auto', accepts })
  })

  it('keeps an explicit format', () => {
    expect(negotiate({ format: 'png' }, 'image/webp')).toEqual({ format: 'png' })
  })
})
