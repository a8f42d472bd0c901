import sharp from 'sharp'
import { expect, it } from 'vitest'
import { isolateMemory } from '../../src/isolate/admission.ts'
import { maxBytes, type Pool } from '../../src/memory/index.ts'
import { ledgerOfMemories } from '../../src/memory/ledger.ts'
import { memoryPool, type Place } from '../../src/memory/pool.ts'
import { transformed } from '../support/engine/transformed.ts'
import { admissionOf } from '../support/isolate/admission.ts'
import { LIMITS } from '../support/isolate/limits.ts'

const WIDTH = 4624
const HEIGHT = 3468

const pixelsOf = (file: Uint8Array) => sharp(file, { limitInputPixels: false }).raw().toBuffer()

it('writes a progressive JPEG of 16 megapixels of noise within the large memory', async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 16 } as const
  const create = { width: WIDTH + 80, height: HEIGHT + 60, channels: 3, background: '#888', noise } as const
  const file = new Uint8Array(await sharp({ create }).jpeg({ quality: 90 }).toBuffer())

  const taken: { readonly place: Place; readonly planned: number }[] = []
  const pool = memoryPool(ledgerOfMemories())
  const watched: Pool = {
    ...pool,
    take(place, bytes, heartbeat) {
      taken.push({ place, planned: bytes })
      return pool.take(place, bytes, heartbeat)
    },
  }
  const { admission } = admissionOf(LIMITS, isolateMemory(undefined, watched, ledgerOfMemories()))
  const query = `width=${WIDTH}&height=${HEIGHT}&fit=fill&quality=90&format=jpeg`
  const progressive = await transformed(file, `${query}&progressive=1`, { admission })

  expect(taken.map(({ place }) => place.class.name)).toEqual(['large'])
  for (const { place, planned } of taken) {
    expect(planned).toBeLessThanOrEqual(maxBytes(place.class))
    expect(place.memory?.buffer.byteLength).toBeLessThanOrEqual(planned)
  }
  const { width, height, isProgressive } = await sharp(progressive.body).metadata()
  expect({ width, height, isProgressive }).toEqual({ width: WIDTH, height: HEIGHT, isProgressive: true })
  const baseline = await transformed(file, query)
  expect((await pixelsOf(progressive.body)).equals(await pixelsOf(baseline.body))).toBe(true)
  console.log(`${progressive.body.length} bytes, baseline ${baseline.body.length} bytes`)
})
