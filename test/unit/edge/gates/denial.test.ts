import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { denialOf, denialOfToken } from '../../../../src/edge/gates/denial.ts'
import { signKeycdnAccess } from '../../../../src/signing/auth/keycdn-access.ts'
import { signKeycdnImage } from '../../../../src/signing/auth/keycdn-image.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { imgixUrl, imgproxyUrl, thumborUrl } from '../../../support/worker/foreign-urls.ts'
import { sign } from '../../../support/worker/worker.ts'

const HOST = 'https://img.example.com'
const entryOf = (target: string, host = HOST) => denialOf(parseWire(host + target))
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test('the entry of a token is its SHA-256 in hex', async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), async (token) => {
      expect(await denialOfToken(token)).toBe(sha256(token))
    }),
  )
})

describe('URLs that the same signature allows have one entry', () => {
  const widths = '/a.jpg?width=40&widths=20,40&dprs=1,2'

  test.each<[string, string[]]>([
    ['text after the token', ['', '&w=20', '&w=40', '&w=20&dpr=2', '&dpr=2&w=20', '&dpr=1']],
  ])('for %s', async (_, endings) => {
    const signed = await sign(widths)
    const [, token = ''] = /token=([^&]+)/.exec(signed) ?? []
    for (const ending of endings) expect(await entryOf(signed + ending)).toBe(sha256(token))
  })

  it('on every host', async () => {
    const signed = await sign(widths)
    expect(await entryOf(signed, 'https://other.example.com')).toBe(await entryOf(signed))
  })

  it('if KeyCDN has another boundary of path and query', async () => {
    const token = signKeycdnImage('secret', '/a.jpg', 'width=40')
    expect(token).toBe(signKeycdnImage('secret', '/a.jpgwidth=40', ''))
    expect(await entryOf(`/a.jpg?width=40&token=${token}`)).toBe(
      await entryOf(`/a.jpgwidth=40?token=${token}`),
    )
  })

  it("for KeyCDN's access control, where the expiry follows the token", async () => {
    const token = signKeycdnAccess('secret', '/a.jpg', '4000000000')
    expect(await entryOf(`/a.jpg?token=${token}&expire=4000000000`)).toBe(sha256(token))
  })
})

describe('the entry of a URL of another service', () => {
  test.each([
    imgproxyUrl('/', 'rs:fill:100:60/', 'local:///a.png', '.png'),
    thumborUrl('/', '100x60/a.png'),
    imgixUrl('/a.png', 'w=100&h=60'),
    imgixUrl('/a.png', ''),
  ])('is that of its path and query: %s', async (target) => {
    expect(await entryOf(target)).toBe(sha256(target))
  })

  test('differs for another order of parameters, which has another signature', async () => {
    expect(await entryOf(imgixUrl('/a.png', 'w=1&h=2'))).not.toBe(
      await entryOf(imgixUrl('/a.png', 'h=2&w=1')),
    )
  })
})

test('other tokens have other entries', async () => {
  const targets = [
    '/a.jpg?width=40',
    '/a.jpg?width=41',
    '/b.jpg?width=40',
    '/a.jpg?width=40&expire=4000000000',
  ]
  const entries = await Promise.all(targets.map(async (target) => entryOf(await sign(target))))
  expect(new Set(entries).size).toBe(targets.length)
})
