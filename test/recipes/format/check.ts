import assert from 'node:assert/strict'
import { decoders } from '../../../src/engine/formats/codecs.ts'
import { sniff } from '../../../src/engine/formats/probe.ts'
import { decodeWhole, headerOf } from '../../support/engine/decode-whole.ts'

const SAMPLES = [0xffff, 0x8000, 0, 0xffff]
const file = new Uint8Array([
  ...Buffer.from('farbfeld'),
  ...[0, 0, 0, 2, 0, 0, 0, 1],
  ...[...SAMPLES, ...SAMPLES.toReversed()].flatMap((sample) => [sample >> 8, sample & 0xff]),
])

assert.equal(sniff(file), 'farbfeld')
const header = headerOf(file)
assert.equal(`${header.format} ${header.width}x${header.height}`, 'farbfeld 2x1')
const { data } = await decodeWhole(decoders.farbfeld, file)
assert.deepEqual([...data], [255, 128, 0, 255, 255, 0, 128, 255])
await assert.rejects(decodeWhole(decoders.farbfeld, file.subarray(0, 24)), { code: 'corrupt' })
