import assert from 'node:assert/strict'
import { configure } from '../../../src/edge/config.ts'
import { respond } from '../../../src/edge/http/response.ts'
import { EDGE_SECTIONS } from '../../../tools/edge-tables.ts'

const { zones } = await configure({
  zones: { images: { prefix: '/', source: 'https://images.example.com/' } },
  SIGNING_KEYS: `k1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`,
})
const [zone] = zones
assert(zone)
const response = respond(
  {
    ...{ body: Uint8Array.of(1), length: 1, type: 'image/png', etag: undefined, validators: '' },
    ...{ until: 60, checked: 20, made: 10, processed: 1, info: {} },
  },
  {
    request: new Request('https://img.example.com/a.png'),
    zone,
    claims: {},
    ...{ personal: false, negotiated: false, now: 30, download: undefined, etag: undefined },
    send: (bytes) => bytes,
  },
)

assert.equal(response.headers.get('x-ip-made'), '10')
assert.match(EDGE_SECTIONS['headers']?.() ?? '', /`x-ip-made` \| Unix time/)
