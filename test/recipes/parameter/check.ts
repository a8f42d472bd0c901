import assert from 'node:assert/strict'
import sharp from 'sharp'
import { PARAMETER_SECTIONS } from '../../../tools/parameters-page.ts'
import { transformed } from '../../support/engine/transformed.ts'

const background = { r: 128, g: 128, b: 128 }
const gray = await sharp({ create: { width: 4, height: 4, channels: 3, background } })
  .png()
  .toBuffer()

async function firstPixel(query: string): Promise<readonly number[]> {
  const { body } = await transformed(gray, query)
  const { data } = await sharp(body).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return [...data.subarray(0, 3)]
}

const [red = 0, , blue = 0] = await firstPixel('sepia=1')
assert(red > blue + 20, `${red} red, ${blue} blue`)
assert.deepEqual(await firstPixel('sepia=0'), [128, 128, 128])
await assert.rejects(transformed(gray, 'sepia=2'), { code: 'bad-parameter' })
assert.match(PARAMETER_SECTIONS['compose']?.() ?? '', /`sepia` \|.*brown/)
