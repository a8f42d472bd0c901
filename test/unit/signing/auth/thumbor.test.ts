import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { importThumbor, verifyThumbor } from '../../../../src/signing/auth/thumbor.ts'
import { translateThumbor } from '../../../../src/signing/migrate/thumbor.ts'
import { formatQuery } from '../../../../src/signing/url/canonical.ts'
import { changeEachCharacter } from '../../../support/hostile/changes.ts'
import { urlPaths } from '../../../support/properties/arbitraries.ts'
import vectors from '../../../vectors/thumbor.json' with { type: 'json' }

const key = await importThumbor(vectors.key)
const rows: readonly { signature: string; path: string; query?: string }[] = vectors.verify

describe.each(rows)('$path', ({ signature, path, query }) => {
  test('has the documented signature', async () => {
    expect(await verifyThumbor(key, signature, path)).toBe(true)
  })

  test('is refused if any character of signature or path is changed', async () => {
    for (const changed of changeEachCharacter(signature))
      expect(await verifyThumbor(key, changed, path), changed).toBe(false)
    for (const changed of changeEachCharacter(path))
      expect(await verifyThumbor(key, signature, changed), changed).toBe(false)
  })

  test('can be translated, or has a problem', () => {
    const { path: image, parameters, problems } = translateThumbor(path, vectors.source)
    expect(image).toBe(vectors.image)
    if (query === undefined) expect(problems).not.toEqual([])
    else expect({ query: formatQuery(parameters), problems }).toEqual({ query, problems: [] })
  })
})

test('the signature is HMAC-SHA1 over the path, as computed by node:crypto', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1 }), urlPaths, async (secret, path) => {
      const signature = createHmac('sha1', secret).update(path).digest('base64url')
      const imported = await importThumbor(secret)
      expect(await verifyThumbor(imported, signature, path)).toBe(true)
      expect(await verifyThumbor(imported, signature, `${path}/`)).toBe(false)
    }),
  )
})
