import { Failure } from '../../../errors.ts'
import { wholeFrame } from '../../picture/strips.ts'
import { type Decoder, NO_SPREAD } from '../codec.ts'
import { HEADER_BYTES, PIXEL_BYTES } from './header.ts'

/** farbfeld decoder. It reduces 16-bit samples to 8 bits. */
export const decoder: Decoder = {
  needsWholeInput: true,
  decodeScales: [8],
  memory: ({ width, height }, size) => size + width * height * 4,
  spread: () => NO_SPREAD,
  async decode(input, { width, height }) {
    const file = await input.readAll()
    if (file.length < HEADER_BYTES + width * height * PIXEL_BYTES)
      throw new Failure('corrupt', 'farbfeld: pixels are missing; upload the file again')
    const data = Uint8Array.from({ length: width * height * 4 }, (_, at) => file[HEADER_BYTES + 2 * at] ?? 0)
    return wholeFrame({ width, height, data })
  },
}
