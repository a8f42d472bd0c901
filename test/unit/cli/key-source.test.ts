import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findSecret, parseHmacKeys } from '../../../src/cli/key-source.ts'
import { silentFailure } from '../../support/failure.ts'

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'signet-'))
  const lines = ['# secrets', `SIGNING_KEYS="file:${KEY}"`, 'KEYCDN_SECRET=from the file', '']
  await writeFile(join(cwd, '.dev.vars'), lines.join('\n'))
})
afterAll(() => rm(cwd, { recursive: true }))

describe('findSecret', () => {
  const env = { SIGNING_KEYS: 'from the environment', KEYCDN_SECRET: 'its KeyCDN secret' }

  test('takes the flag before the environment before the file', async () => {
    expect(await findSecret('hmac', 'from the flag', { env, cwd })).toBe('from the flag')
    expect(await findSecret('hmac', undefined, { env, cwd })).toBe('from the environment')
    expect(await findSecret('hmac', undefined, { env: {}, cwd })).toBe(`file:${KEY}`)
  })

  test.each(['keycdn-image', 'keycdn-access'] as const)('of %s is another secret', async (scheme) => {
    expect(await findSecret(scheme, undefined, { env, cwd })).toBe('its KeyCDN secret')
    expect(await findSecret(scheme, undefined, { env: {}, cwd })).toBe('from the file')
  })

  test('takes what is empty for what is not set', async () => {
    expect(await findSecret('hmac', '', { env: { SIGNING_KEYS: '' }, cwd })).toBe(`file:${KEY}`)
  })

  test.each([
    ['hmac', 'SIGNING_KEYS'],
    ['keycdn-image', 'KEYCDN_SECRET'],
  ] as const)('says for %s where a key may be put', async (scheme, name) => {
    const where = `there is no key: give --key, or set ${name} in the environment or in .dev.vars`
    await expect(findSecret(scheme, undefined, { env: {}, cwd: join(cwd, 'nowhere') })).rejects.toThrow(
      silentFailure('misconfigured', where),
    )
  })

  test('does not pass over a file that cannot be read', async () => {
    await mkdir(join(cwd, 'odd', '.dev.vars'), { recursive: true })
    await expect(findSecret('hmac', undefined, { env: {}, cwd: join(cwd, 'odd') })).rejects.toThrow('EISDIR')
  })
})

describe('parseHmacKeys', () => {
  test.each([
    ['a list', `k2:${KEY},k1:${KEY}`, undefined, ['k2', 'k1']],
    ['a bare key', KEY, undefined, ['key']],
    ['a bare key with a name', KEY, 'k7', ['k7']],
    ['a list, whatever the name', `k2:${KEY}`, 'k7', ['k2']],
  ])('reads %s', (_, secret, id, ids) => {
    expect(parseHmacKeys(secret, id).map((key) => key.id)).toEqual(ids)
  })

  test('refuses a short bare key', () => {
    expect(() => parseHmacKeys('AAECAwQ')).toThrow(
      silentFailure(
        'misconfigured',
        'SIGNING_KEYS: key key has 5 bytes: at least 32; make one with npm run keygen',
      ),
    )
  })
})
