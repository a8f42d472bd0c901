import assert from 'node:assert/strict'
import { findKeyring } from '../../../cli/key-source.ts'
import { configure } from '../../../src/edge/config.ts'
import { admit } from '../../../src/signing/auth/admit.ts'
import { stamped } from '../../../src/signing/auth/stamped.ts'
import { judgeSecrets } from '../../../src/signing/auth/weak-secrets.ts'
import { parseWire } from '../../../src/signing/url/wire.ts'
import { findZone } from '../../../src/signing/url/zones.ts'
import { SECRET_SECTIONS } from '../../../tools/secret-tables.ts'
import { placeIn } from '../../support/project/place.ts'

const STAMP_SECRET = 'a secret of sixteen letters or more'
const variables = {
  zones: { images: { prefix: '/', source: 'https://images.example.com/', schemes: ['stamped'] } },
  SIGNING_KEYS: `k1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`,
}

await assert.rejects(configure({ ...variables }), {
  reason: /^zones\.images\.schemes: STAMP_SECRET is not set$/,
})
assert.match(
  judgeSecrets({ STAMP_SECRET: 'x' }, []).faults.get('STAMP_SECRET') ?? '',
  /at least 16 characters/,
)

const config = await configure({ ...variables, STAMP_SECRET })
const environment = { env: { STAMP_SECRET }, project: placeIn('/nowhere'), err: () => undefined }
const keyring = await findKeyring(stamped, { local: false }, environment)
const url = await stamped.sign(parseWire('https://img.example.com/a.jpg?width=9'), {}, keyring)

const admitted = (target: string) => {
  const wire = parseWire(target)
  const found = findZone(config.zones, wire.path)
  assert(found)
  return admit(wire, found, config.zones, found.zone.keyring, 0)
}
assert.equal((await admitted(url)).key, 'STAMP_SECRET')
await assert.rejects(admitted(url.replace('width=9', 'width=8')), { code: 'forbidden' })

assert.match(
  SECRET_SECTIONS['secrets']?.() ?? '',
  /`STAMP_SECRET` \| the secret of stamps \| zones whose `schemes` have `stamped`/,
)
