import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { thumbhash } from '../../../../src/engine/analysis/summary.ts'
import { thumbHashDataUri } from '../../../../src/signing/sdk/thumbhash.ts'
import { failure } from '../../../support/process/failure.ts'
import { syncSigner } from '../../../support/worker/signer.ts'

const data = Uint8Array.from({ length: 8 * 6 * 4 }, (_, index) => [200, 40, 40, 255][index % 4] ?? 0)
const hash = thumbhash({ width: 8, height: 6, data })

describe('thumbHashDataUri', () => {
  test('returns a picture in the color of the original', async () => {
    const uri = thumbHashDataUri(hash)
    const [, png = ''] = /^data:image\/png;base64,(.+)$/.exec(uri) ?? []
    const { channels } = await sharp(Buffer.from(png, 'base64')).stats()
    const [red = 0, green = 0, blue = 0] = channels.map(({ mean }) => mean)
    expect(Math.abs(red - 200) + Math.abs(green - 40) + Math.abs(blue - 40)).toBeLessThan(30)
  })

  test('returns a placeholder', () => {
    const placeholder = thumbHashDataUri(hash)
    const { style } = syncSigner.imgAttrs('/a.jpg', {}, { widths: [320], placeholder })
    expect(style).toContain(placeholder)
  })

  test.each(['', 'AAAA', '!!!!!!!!', `${hash}A`, 'A'.repeat(100)])('refuses %j', (text) => {
    expect(() => thumbHashDataUri(text)).toThrow(
      failure('bad-parameter', `a ThumbHash is about 25 bytes in base64, got ${text}`),
    )
  })
})
