import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hmac } from '../../../src/auth/hmac.ts'
import { keycdnAccess } from '../../../src/auth/keycdn-access.ts'
import { keycdnImage } from '../../../src/auth/keycdn-image.ts'
import { findKeyring, findSecret } from '../../../src/cli/key-source.ts'
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

  test('prefers the flag, then the environment, then the file', async () => {
    expect(await findSecret('SIGNING_KEYS', 'from the flag', { env, cwd })).toBe('from the flag')
    expect(await findSecret('SIGNING_KEYS', undefined, { env, cwd })).toBe('from the environment')
    expect(await findSecret('SIGNING_KEYS', undefined, { env: {}, cwd })).toBe(`file:${KEY}`)
  })

  test('finds each secret by its name', async () => {
    expect(await findSecret('KEYCDN_SECRET', undefined, { env, cwd })).toBe('its KeyCDN secret')
    expect(await findSecret('KEYCDN_SECRET', undefined, { env: {}, cwd })).toBe('from the file')
  })

  test('treats an empty value as not set', async () => {
    expect(await findSecret('SIGNING_KEYS', '', { env: { SIGNING_KEYS: '' }, cwd })).toBe(`file:${KEY}`)
  })

  test.each(['SIGNING_KEYS', 'KEYCDN_SECRET'] as const)('says where to set %s', async (name) => {
    const where = `no key found: pass --key, or set ${name} in the environment or in .dev.vars`
    await expect(findSecret(name, undefined, { env: {}, cwd: join(cwd, 'nowhere') })).rejects.toThrow(
      silentFailure('misconfigured', where),
    )
  })

  test('fails where the file cannot be read', async () => {
    await mkdir(join(cwd, 'odd', '.dev.vars'), { recursive: true })
    await expect(findSecret('SIGNING_KEYS', undefined, { env: {}, cwd: join(cwd, 'odd') })).rejects.toThrow(
      'EISDIR',
    )
  })
})

describe('findKeyring', () => {
  const environment = { env: {}, cwd: '/nowhere' }

  test.each([
    ['a list', `k2:${KEY},k1:${KEY}`, undefined, ['k2', 'k1']],
    ['a bare key', KEY, undefined, ['key']],
    ['a bare key with a name', KEY, 'k7', ['k7']],
    ['a list, whatever the name', `k2:${KEY}`, 'k7', ['k2']],
  ])('opens %s', async (_, secret, id, ids) => {
    const keyring = await findKeyring(hmac, secret, environment, id)
    expect(keyring.hmac.map((key) => key.id)).toEqual(ids)
    expect(keyring.keycdn).toBeUndefined()
  })

  test.each([keycdnImage, keycdnAccess])('opens the secret of $name', async (scheme) => {
    expect(await findKeyring(scheme, 'a secret', environment)).toEqual({ hmac: [], keycdn: 'a secret' })
  })

  test('refuses a short bare key', async () => {
    await expect(findKeyring(hmac, 'AAECAwQ', environment)).rejects.toThrow(
      silentFailure(
        'misconfigured',
        'SIGNING_KEYS: key key has 5 bytes, but needs at least 32; make one with npm run keygen',
      ),
    )
  })
})
