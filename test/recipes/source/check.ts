import assert from 'node:assert/strict'
import * as v from 'valibot'
import { sourceRules } from '../../../src/edge/source/kind.ts'
import { configuredSource } from '../../../src/edge/source/kinds.ts'
import { ZoneTable } from '../../../src/edge/zone-table.ts'
import { LimitsTable } from '../../../src/limits.ts'
import { EDGE_SECTIONS } from '../../../tools/edge-tables.ts'

const zone = v.parse(ZoneTable, { prefix: '/', source: 'kept:ALBUM' })
const env = { ALBUM: new Map([['a.jpg', Uint8Array.of(1, 2, 3)]]) }
const rules = sourceRules(v.parse(LimitsTable, {}), '', false)
const { open } = configuredSource(zone, env, rules)
const { body, size } = await open('a.jpg', new AbortController().signal)

assert.equal(size, 3)
assert.deepEqual(new Uint8Array(await new Response(body).arrayBuffer()), Uint8Array.of(1, 2, 3))
await assert.rejects(open('b.jpg', new AbortController().signal), { code: 'not-found' })
assert.match(EDGE_SECTIONS['sources']?.() ?? '', /`kept:BINDING` \| images that a binding keeps/)
