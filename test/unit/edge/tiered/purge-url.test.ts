import { expect, it } from 'vitest'
import { signPurge } from '../../../../src/edge/tiered/purge-url.ts'
import { hmac } from '../../../../src/signing/auth/hmac.ts'
import { createQuerySigner } from '../../../../src/signing/sdk/query.ts'

const ORIGIN = 'https://img.example.com'
const KEY = 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const keyring = await hmac.secret.open(() => KEY)
const signer = createQuerySigner({ key: KEY, baseUrl: ORIGIN })

const tokenOf = (url: string) => /token=(.+)/.exec(url)?.[1]

it.each(['//.signet/purge', '/.signet/purge', '.signet/purge', '/'])(
  'a purge URL differs from every URL of an image signer: %s',
  async (path) => {
    const [key] = keyring.hmac
    if (!key) throw new Error('there is no key')
    const purge = await signPurge(ORIGIN, { zone: 'images' }, key, 2_000_000_000)
    const query = /\?(.*)&token=/.exec(purge)?.[1] ?? ''
    const image = await signer.sign(path, query).catch(() => '')
    expect(tokenOf(image)).not.toBe(tokenOf(purge))
  },
)
