import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { importImgproxy, verifyImgproxy } from '../../../../src/signing/auth/imgproxy.ts'
import { translateImgproxy } from '../../../../src/signing/migrate/imgproxy.ts'
import { formatQuery } from '../../../../src/signing/url/canonical.ts'
import { changeEachCharacter } from '../../../support/hostile/changes.ts'
import { urlPaths } from '../../../support/properties/arbitraries.ts'
import vectors from '../../../vectors/imgproxy.json' with { type: 'json' }

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))

describe.each(vectors.verify)('$path', ({ key, salt, signature, path, source, image, query }) => {
  const imported = importImgproxy(hex(key), hex(salt))

  test('has the documented signature', async () => {
    expect(await verifyImgproxy(await imported, signature, path)).toBe(true)
  })

  test('is refused if any character of signature or path is changed', async () => {
    for (const changed of changeEachCharacter(signature))
      expect(await verifyImgproxy(await imported, changed, path), changed).toBe(false)
    for (const changed of changeEachCharacter(path))
      expect(await verifyImgproxy(await imported, signature, changed), changed).toBe(false)
  })

  test.each(['', '=', 'A'])('is refused with %j after the signature', async (more) => {
    const changed = more === '' ? signature.slice(0, -1) : signature + more
    expect(await verifyImgproxy(await imported, changed, path)).toBe(false)
  })

  test('can be translated', () => {
    const translation = translateImgproxy(path.slice(1), source)
    expect({ ...translation, parameters: formatQuery(translation.parameters) }).toEqual({
      path: image,
      parameters: query,
      problems: [],
    })
  })
})

test('the signature is HMAC-SHA256 over salt and path, as computed by node:crypto', async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 80 }).map((array) => new Uint8Array(array))
  await fc.assert(
    fc.asyncProperty(bytes, bytes, urlPaths, async (key, salt, path) => {
      const signature = createHmac('sha256', key).update(salt).update(path).digest('base64url')
      const imported = await importImgproxy(key, salt)
      expect(await verifyImgproxy(imported, signature, path)).toBe(true)
      expect(await verifyImgproxy(imported, signature, `${path}/`)).toBe(false)
    }),
  )
})
