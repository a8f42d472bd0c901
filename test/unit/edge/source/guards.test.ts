import { describe, expect, it } from 'vitest'
import { guardedFrom, lendsOverlays } from '../../../../src/edge/source/guards.ts'

const ignoring = (prefix: string) => ({ prefix, ignoresCase: true })
const exact = (prefix: string) => ({ prefix, ignoresCase: false })
const shop = { prefix: '/shop/', source: 'https://h.example.com/shop/' }

describe('a zone is guarded', () => {
  it('from every spelling of a zone within it if a web server reads the path', () => {
    expect(guardedFrom({ prefix: '/', source: 'https://h.example.com/' }, [shop])).toEqual([
      ignoring('/shop/'),
      ignoring('https://h.example.com/shop/'),
    ])
  })

  it('from the exact spelling of a zone within it if a bucket reads the path', () => {
    expect(guardedFrom({ prefix: '/', source: 'r2:IMAGES' }, [shop])).toEqual([
      exact('/shop/'),
      ignoring('https://h.example.com/shop/'),
    ])
    const store = 's3:https://s3.example.com/b/'
    expect(guardedFrom({ prefix: '/', source: store }, [{ ...shop, source: `${store}shop/` }])).toEqual([
      exact('/shop/'),
      exact('https://s3.example.com/b/shop/'),
    ])
  })

  it('from a zone within another spelling of its prefix, but not from that spelling itself', () => {
    const zone = { prefix: '/all/', source: 'https://h.example.com/' }
    const guard = (prefix: string) => ({ prefix, source: 'r2:IMAGES' })
    expect(guardedFrom(zone, [guard('/All/shop/')])).toEqual([
      ignoring('/shop/'),
      ignoring('https://h.example.com/shop/'),
    ])
    expect(guardedFrom(zone, [guard('/All/')])).toEqual([])
    expect(guardedFrom({ ...zone, source: 'r2:IMAGES' }, [guard('/All/shop/')])).toEqual([])
  })
})

it.each([
  ['/shop/brand/', exact('/shop/'), true],
  ['/Shop/brand/', exact('/shop/'), false],
  ['/Shop/brand/', ignoring('/shop/'), true],
  ['https://h.example.com/SHOP/', ignoring('https://H.example.com/sh%6fp/'), true],
  ['https://h.example.com/SHOP/', exact('https://H.example.com/sh%6fp/'), false],
  ['/', ignoring('/shop/'), false],
])('overlays from %s lie in %j: %s', (overlay, closed, expected) => {
  expect(lendsOverlays({ overlays: [overlay] }, [closed])).toBe(expected)
})
