import { Failure } from '../../../errors.ts'
import type { ByteSource } from '../../bytes/byte-source.ts'
import { inkTable } from '../../color/conversion.ts'
import { INK_GRID_BYTES, inkGrid } from '../../color/ink-grid.ts'
import {
  BAND,
  HEADER,
  JPEG_CMYK,
  JPEG_GRAY,
  JPEG_RGB,
  JPEG_YCBCR,
  JPEG_YCCK,
} from '../../constants/kernel.ts'
import type { CommonHeader } from '../../picture/header.ts'
import {
  type Layout,
  type Pixels,
  type Scale,
  type StreamedPlane,
  type Strip,
  scalesOf,
} from '../../picture/picture.ts'
import { storedPlanes } from '../../picture/planes.ts'
import { heapBytes, upload } from '../../wasm/heap.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import type { Decoder } from '../codec.ts'
import { jpegDecoderMemory } from './decoder-memory.ts'
import { statuses } from './statuses.ts'

const LAYOUTS: Readonly<Record<number, Layout>> = {
  [JPEG_GRAY]: 'gray',
  [JPEG_YCBCR]: 'ycc',
  [JPEG_RGB]: 'rgb',
  [JPEG_CMYK]: 'cmyk',
  [JPEG_YCCK]: 'ycck',
}

function readBand(kernel: Kernel, planes: readonly StreamedPlane[]): Strip {
  return {
    planes: planes.map((_, index) => {
      const [count, stride] = [kernel.jpegRows(index), kernel.jpegStride(index)]
      return { rows: view(kernel, kernel.jpegBand(index), count * stride), stride, count }
    }),
  }
}

async function decode(
  input: ByteSource,
  header: CommonHeader,
  kernel: Kernel,
  scale: Scale,
): Promise<Pixels> {
  const { dense, subsampled } = scalesOf(scale)
  kernel.jpegOpen(dense, subsampled)
  const progress = statuses(kernel, input)
  const first = await progress.next()
  const layout = LAYOUTS[kernel.jpegColor()]
  const same = kernel.jpegWidth() === header.width && kernel.jpegHeight() === header.height
  if (
    first.value !== HEADER ||
    !same ||
    layout === undefined ||
    (layout === 'rgb') !== (header.rgb ?? false) ||
    kernel.jpegComponents() !== header.components
  )
    throw new Failure('corrupt', 'JPEG: the image contradicts its header; upload the file again')
  const planes = storedPlanes(header, scale)
  const table = inkTable(header)
  const inks = table && upload(kernel, inkGrid(table))
  async function* strips(): AsyncGenerator<Strip> {
    for await (const status of progress) if (status === BAND) yield readBand(kernel, planes)
  }
  return { layout, inverted: kernel.jpegInverted() !== 0, inks, planes, strips: strips() }
}

const gridMemory = ({ color, components }: CommonHeader) =>
  components === 4 && color ? heapBytes(INK_GRID_BYTES) : 0

/**
 * The kernel's JPEG decoder. It decodes rows while the bytes arrive. An image with several scans
 * gives its first row only after the scans, because the kernel keeps its coefficients or samples
 * until then.
 */
export const decoder: Decoder = {
  needsWholeInput: false,
  decodeScales: [1, 2, 3, 4, 5, 6, 7, 8],
  /**
   * Returns the decoded area that one stored pixel can affect: the pixel's whole MCU (T.81 A.2.3).
   */
  spread({ sampling }) {
    const factors = sampling && sampling.length > 1 ? sampling : [[1, 1] as const]
    const across = Math.max(...factors.map(([h]) => h))
    const down = Math.max(...factors.map(([, v]) => v))
    return { block: { width: 8 * across, height: 8 * down }, reach: 0 }
  },
  memory: (header, _size, scale) => jpegDecoderMemory(header, scale) + gridMemory(header),
  decode,
}
