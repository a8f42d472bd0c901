import { describe, expect, it } from 'vitest'
import { negotiate } from '../../../../src/edge/http/accept.ts'

describe('negotiate', () => {
  it.each([
    // Chromium 156, Firefox 158 and Safari 27.
    ['image/jxl,image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', ['jxl', 'avif', 'webp']],
    [
      'image/jxl,image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
      ['jxl', 'avif', 'webp'],
    ],
    [
      'image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png',
      ['jxl', 'avif', 'webp'],
    ],
    ['image/jxl', ['jxl']],
    ['image/jxl ; q = 0, image/webp', ['webp']],
    ['image/jxl\t;\tQ=0,image/webp', ['webp']],
    ['image/jxl;level=5;q=0,image/webp', ['webp']],
    ['image/jxl,image/webp,image/jxl;q=0', ['webp']],
    ['image/jxl;q=0,image/webp,image/jxl', ['webp']],
    ['image/jxl,image/webp', ['jxl', 'webp']],
    ['image/jxl,image/avif', ['jxl', 'avif']],
    ['image/jxl;q=0.9,image/avif,image/webp', ['avif', 'webp']],
    ['image/jxl;q=0.9,image/avif;q=0.8,image/webp;q=0.9', ['jxl', 'webp']],
    ['image/jxl;q=0.7,image/avif;q=0.8,image/webp;q=0.9', ['webp']],
    ['image/jxl,image/avif;q=0,image/webp', ['jxl', 'webp']],
    ['image/jxl;q=0,image/avif,image/webp', ['avif', 'webp']],
    ['image/jxl;q=0.4,image/avif;q=0.4,*/*;q=0.5', []],
    ['image/jxl;q=0.5,*/*;q=0.5', ['jxl']],
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

  const BROWSER = 'image/jxl,image/avif,image/webp,image/*,*/*;q=0.8'

  it.each<[string, (readonly string[] | undefined)[], string[]]>([
    [BROWSER, [], ['jxl', 'avif', 'webp']],
    [BROWSER, [undefined, undefined], ['jxl', 'avif', 'webp']],
    [BROWSER, [['webp', 'jpeg']], ['webp']],
    [BROWSER, [['avif', 'jxl'], undefined], ['jxl', 'avif']],
    [
      BROWSER,
      [
        ['avif', 'webp'],
        ['webp', 'jxl'],
      ],
      ['webp'],
    ],
    [BROWSER, [['jpeg'], ['webp']], []],
    ['image/jxl;q=0.5,image/avif,*/*;q=0.1', [['jxl']], ['jxl']],
    ['image/jxl;q=0.5,image/avif,*/*;q=0.8', [['jxl']], []],
  ])('chooses for Accept: %s among %j the formats %j', (accept, among, accepts) => {
    expect(negotiate({ format: 'auto' }, accept, ...among)).toEqual({ format: 'auto', accepts })
  })

  it('has at most eight results, whatever the header', () => {
    const weights = ['', ';q=0', ';q=0.3', ';q=0.5', ';q=1']
    const types = ['image/webp', 'image/jxl', 'image/avif']
    const headers = types.reduce<string[]>(
      (all, type) =>
        all.flatMap((header) => [header, ...weights.map((weight) => `${type}${weight},${header}`)]),
      ['*/*;q=0.4'],
    )
    const results = new Set(headers.map((header) => JSON.stringify(negotiate({ format: 'auto' }, header))))
    expect(results.size).toBe(8)
  })

  it('keeps an explicit format', () => {
    expect(negotiate({ format: 'png' }, 'image/webp')).toEqual({ format: 'png' })
  })
})
