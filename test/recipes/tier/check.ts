import assert from 'node:assert/strict'
import { openTiers } from '../../../src/edge/cache/tiers.ts'

const [tier] = openTiers({ SHELF: new Map() }, true)
assert.equal(tier?.name, 'shelf')
const body = Uint8Array.of(1)
const times = { until: 60, checked: 20, made: 10 }
const derivative = { body, length: 1, type: 'image/png', etag: undefined, validators: '', info: {} }
await tier.put('key', { ...derivative, ...times, processed: 1 }, 30, [])

assert.equal((await tier.get('key'))?.body, body)
await tier.delete('key')
assert.equal(await tier.get('key'), undefined)
