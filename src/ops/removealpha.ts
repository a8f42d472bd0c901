import { view } from '../codecs/kernel.ts'
import { inPlace } from './in-place.ts'

/** Makes all pixels opaque, in place; colours stay what they are, also where nothing was to be seen of them. */
export const removealpha = inPlace<undefined>(
  () => 0,
  (kernel, { address, count }) => {
    const bytes = view(kernel, address, count * 4)
    for (let alpha = 3; alpha < bytes.length; alpha += 4) bytes[alpha] = 255
  },
)
