import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { imgix, signImgix } from '../../../../src/signing/auth/imgix.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { changeEachCharacter } from '../../../support/hostile/changes.ts'
import { failure } from '../../../support/process/failure.ts'
import { urlPaths, urlQueries } from '../../../support/properties/arbitraries.ts'
import vectors from '../../../vectors/imgix.json' with { type: 'json' }

const ORIGIN = 'https://img.example.com'

async function verified(target: string, token: string | undefined = vectors.token): Promise<boolean> {
  const wire = parseWire(ORIGIN + target)
  const request = { wire, rest: wire.path.slice(1) }
  if (!imgix.recognize(request)) return false
  return imgix.verify(request, token === undefined ? {} : { imgix: token })
}

describe.each(vectors.verify)('$path?$query', ({ path, query, signature, served }) => {
  const target = `${path}?${query && `${query}&`}s=${signature}`

  test('has the documented signature', () => {
    expect(signImgix(vectors.token, path, query)).toBe(signature)
  })

  test(served ? 'is verified' : 'is refused before that: its path is not canonical', async () => {
    if (served) expect(await verified(target)).toBe(true)
    else expect(() => parseWire(ORIGIN + target)).toThrow(failure('bad-url'))
  })

  test.runIf(served)('is refused if any character of signature, path or query is changed', async () => {
    const unsigned = [
      ...changeEachCharacter(path.slice(1)).map(
        (changed) => `/${changed}?${query && `${query}&`}s=${signature}`,
      ),
      ...changeEachCharacter(signature).map((changed) => `${path}?${query && `${query}&`}s=${changed}`),
      ...changeEachCharacter(query).map((changed) => `${path}?${changed}&s=${signature}`),
    ]
    for (const changed of unsigned) {
      const answer = await verified(changed).catch(() => false)
      expect(answer, changed).toBe(false)
    }
  })
})

test.each([
  ['in capitals', (s: string) => `s=${s.toUpperCase()}`],
  ['before another parameter', (s: string) => `s=${s}&w=1`],
  ['cut', (s: string) => `s=${s.slice(1)}`],
  ['under another name', (s: string) => `S=${s}`],
])('a signature %s is invalid', async (_, change) => {
  expect(await verified(`/a.jpg?${change(signImgix(vectors.token, '/a.jpg', ''))}`)).toBe(false)
})

test('the signature is MD5 in hex, as computed by node:crypto', () => {
  fc.assert(
    fc.property(urlPaths, urlQueries, (path, query) => {
      const text = vectors.token + path + (query === '' ? '' : `?${query}`)
      expect(signImgix(vectors.token, path, query)).toBe(createHash('md5').update(text).digest('hex'))
    }),
  )
})

test('a canonical URL contains no text that extends an MD5 hash', () => {
  // RFC 1321 3.1: the padding begins with the byte 0x80 and ends with a length.
  expect(() => parseWire(`${ORIGIN}/a.jpg\u0080`)).toThrow(failure('bad-url'))
  expect(() => parseWire(`${ORIGIN}/a.jpg?w=1\u0080\0\u0001`)).toThrow(failure('bad-url'))
})
