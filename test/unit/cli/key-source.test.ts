import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Io } from '../../../cli/command.ts'
import { INVOKE } from '../../../cli/invocation.ts'
import { findKeyring, findSecret } from '../../../cli/key-source.ts'
import { hmac } from '../../../src/signing/auth/hmac.ts'
import { keycdnAccess } from '../../../src/signing/auth/keycdn-access.ts'
import { keycdnImage } from '../../../src/signing/auth/keycdn-image.ts'
import { silentFailure } from '../../support/process/failure.ts'
import { placeIn } from '../../support/project/place.ts'

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'signet-'))
  const lines = ['# secrets', `SIGNING_KEYS="file:${KEY}"`, 'KEYCDN_SECRET=from the file', '']
  await writeFile(join(cwd, '.dev.vars'), lines.join('\n'))
})
afterAll(() => rm(cwd, { recursive: true }))

/** Finds a secret and collects the notes. */
async function find(
  name: 'SIGNING_KEYS' | 'KEYCDN_SECRET',
  { flag, local = false, ...given }: { flag?: string; local?: boolean; env?: Io['env']; cwd?: string },
) {
  const notes: string[] = []
  const project = placeIn(given.cwd ?? cwd)
  const environment = { env: {}, project, err: (line: string) => void notes.push(line), ...given }
  return { secret: await findSecret(name, { flag, local }, environment), notes }
}

describe('findSecret', () => {
  const env = { SIGNING_KEYS: 'from the environment', KEYCDN_SECRET: 'its KeyCDN secret' }

  test('prefers the flag, then the only available secret', async () => {
    expect(await find('SIGNING_KEYS', { flag: 'from the flag', env })).toEqual({
      secret: 'from the flag',
      notes: [],
    })
    expect(await find('SIGNING_KEYS', { env, cwd: '/nowhere' })).toEqual({
      secret: 'from the environment',
      notes: [],
    })
    expect(await find('SIGNING_KEYS', {})).toEqual({ secret: `file:${KEY}`, notes: [] })
  })

  test.each([
    [true, `file:${KEY}`, 'used .dev.vars, as the local server does'],
    [false, 'from the environment', 'used the environment'],
  ])('reports the one of two that it uses, local: %j', async (local, secret, used) => {
    const note = `note: SIGNING_KEYS of the environment and .dev.vars differ; ${used}`
    expect(await find('SIGNING_KEYS', { local, env })).toEqual({ secret, notes: [note] })
  })

  test('reports nothing if both are equal', async () => {
    const same = { SIGNING_KEYS: `file:${KEY}` }
    expect(await find('SIGNING_KEYS', { env: same })).toEqual({ secret: `file:${KEY}`, notes: [] })
  })

  test('finds each secret by its name', async () => {
    expect((await find('KEYCDN_SECRET', { env })).secret).toBe('its KeyCDN secret')
    expect((await find('KEYCDN_SECRET', {})).secret).toBe('from the file')
  })

  test('treats an empty value as unset', async () => {
    const { secret } = await find('SIGNING_KEYS', { flag: '', env: { SIGNING_KEYS: '' } })
    expect(secret).toBe(`file:${KEY}`)
  })

  test.each(['SIGNING_KEYS', 'KEYCDN_SECRET'] as const)('explains where to set %s', async (name) => {
    const where = `no key found: pass --signing-key, or set ${name} in the environment or in .dev.vars`
    await expect(find(name, { cwd: join(cwd, 'nowhere') })).rejects.toThrow(
      silentFailure('misconfigured', where),
    )
  })

  test('names a folder in place of the file', async () => {
    await mkdir(join(cwd, 'odd', '.dev.vars'), { recursive: true })
    await expect(find('SIGNING_KEYS', { cwd: join(cwd, 'odd') })).rejects.toThrow(
      silentFailure('misconfigured', '.dev.vars is a folder: it must be a file with lines NAME="VALUE"'),
    )
  })
})

describe('findKeyring', () => {
  const environment = { env: {}, project: placeIn('/nowhere'), err: () => undefined }
  const place = (flag: string) => ({ flag, local: false })

  test.each([
    ['a list', `k2:${KEY},k1:${KEY}`, undefined, ['k2', 'k1']],
    ['a bare key', KEY, undefined, ['key']],
    ['a bare key with a name', KEY, 'k7', ['k7']],
    ['a list, whatever the name', `k2:${KEY}`, 'k7', ['k2']],
  ])('opens %s', async (_, secret, id, ids) => {
    const keyring = await findKeyring(hmac, place(secret), environment, id)
    expect(keyring.hmac.map((key) => key.id)).toEqual(ids)
    expect(keyring.keycdn).toBeUndefined()
  })

  test.each([keycdnImage, keycdnAccess])('opens the secret of $name', async (scheme) => {
    expect(await findKeyring(scheme, place('a secret'), environment)).toEqual({
      hmac: [],
      keycdn: 'a secret',
      texts: { KEYCDN_SECRET: 'a secret' },
    })
  })

  test.each([
    ['the command line', place('AAECAwQ'), {}],
    ['the environment', place(''), { SIGNING_KEYS: 'key:AAECAwQ' }],
    ['.dev.vars', place(''), { SIGNING_KEYS: '' }],
  ])('refuses a short key of %s, and names this place', async (where, given, env) => {
    await writeFile(join(cwd, '.dev.vars'), 'SIGNING_KEYS="key:AAECAwQ"\n')
    const found = findKeyring(hmac, given, { ...environment, env, project: placeIn(cwd) })
    await expect(found).rejects.toThrow(
      silentFailure(
        'misconfigured',
        `SIGNING_KEYS of ${where}: key key has 5 bytes, but needs at least 32. ${INVOKE.run('keygen')} prints a new one`,
      ),
    )
  })
})
