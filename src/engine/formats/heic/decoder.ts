import { Failure } from '../../../errors.ts'
import type { ByteSource } from '../../bytes/byte-source.ts'
import type { Pixels, StreamedLayout, Strip } from '../../picture/picture.ts'
import { withCodecMemory } from '../../wasm/held-large.ts'
import { type Kernel, seatOf } from '../../wasm/kernel.ts'
import { type Decoder, LOSSY_SPREAD } from '../codec.ts'
import { isGrid } from '../heif/grid.ts'
import type { HeifHeader } from '../heif/heif-image.ts'
import { type DecodeTiles, tileStrips } from '../heif/tile-strips.ts'
import { type Tiled, tiledPlanes } from '../heif/tiled.ts'
import { wholeStrips } from '../heif/whole-strips.ts'
import { removeTransforms } from '../heif/without-transforms.ts'
import { HEIC } from './hevc-configuration.ts'
import { joiningMemory, libheifMemory, type Task, taskOf } from './memory.ts'
import { type Mode, tiledAs } from './modes.ts'
import { assertOnePicture } from './picture-count.ts'
import { type DecodedPlane, type Session, startSession } from './session.ts'

const LAYOUTS: Readonly<Record<Mode, StreamedLayout>> = {
  '4:2:0': 'ycc',
  '4:0:0': 'gray',
  rgb: 'rgb',
  rgba: 'rgba',
}

/**
 * Checks the width and height of decoded planes. If a tile were smaller than its header says, the
 * result would contain memory that no decoder has written.
 */
function checkPlanes(planes: readonly DecodedPlane[], { tile, steps }: Pick<Tiled, 'tile' | 'steps'>): void {
  for (const [index, { width, height }] of planes.entries()) {
    const [across, down] = steps[index] ?? [1, 1]
    if (width === Math.ceil(tile.width / across) && height === Math.ceil(tile.height / down)) continue
    throw new Failure('corrupt', 'HEIC: a tile contradicts its size in the header; upload the file again')
  }
}

function decodeTiles(session: Session, mode: Mode, tiled: Tiled): DecodeTiles {
  return async (row, columns, take) => {
    for (const column of columns) {
      session.decodeTile(column, row, mode, (planes) => {
        checkPlanes(planes, tiled)
        take(column, planes)
      })
    }
  }
}

/**
 * Decodes a whole picture at once and yields the shown part. RGBA is read directly from libheif's
 * memory, and other planes are copied into the kernel.
 */
function* shownOf(session: Session, mode: Mode, tiled: Tiled, kernel: Kernel): Generator<Strip> {
  const { grid, crop, steps } = tiled
  const planes = session.decodeWhole(mode)
  checkPlanes(planes, { tile: grid, steps })
  if (mode !== 'rgba') return yield* wholeStrips(planes, tiled, kernel)
  yield {
    planes: planes.map(({ bytes, stride }) => ({
      rows: bytes.subarray(crop.y * stride + crop.x * 4),
      stride,
      count: crop.height,
    })),
  }
}

/** Decodes a picture and yields its rows. libheif works on its own copy of the file. */
async function* strips(
  input: ByteSource,
  header: HeifHeader,
  { image, mode }: Task,
  tiled: Tiled,
  kernel: Kernel,
) {
  const file = await input.readAll()
  const limit = libheifMemory(header, file.length)
  yield* withCodecMemory(limit, seatOf(kernel), async function* (memory, check) {
    const session = startSession(memory, file.length, limit, check)
    session.file.set(file)
    removeTransforms(session.file, HEIC)
    // Check the changed bytes, which libheif reads, and not the original ones. An item may overlap
    // the property table that has just been changed, so its content may differ from the original.
    assertOnePicture(session.file, image.item)
    session.open(image.item)
    if (mode === 'rgba' || !isGrid(image)) yield* shownOf(session, mode, tiled, kernel)
    else yield* tileStrips(tiled, decodeTiles(session, mode, tiled), kernel)
  })
}

/** HEIC decoder: libheif with libde265. It decodes tile by tile, to planes if possible. */
export const decoder: Decoder<HeifHeader> = {
  needsWholeInput: true,
  decodeScales: [8],
  memory: (header, byteLength) => byteLength + libheifMemory(header, byteLength) + joiningMemory(header),
  kernelMemory: joiningMemory,
  instance(header, byteLength) {
    const bytes = libheifMemory(header, byteLength)
    return { kind: 'large', bytes, movable: bytes }
  },
  spread: () => LOSSY_SPREAD,
  async decode(input, header, kernel): Promise<Pixels> {
    const task = taskOf(header)
    const { image, mode } = task
    const tiled = tiledAs(mode, image, header)
    return {
      layout: LAYOUTS[mode],
      // In the modes `rgb` and `rgba`, the samples have full range, because libheif has converted
      // them.
      range: image.matrix?.full === false && mode !== 'rgb' && mode !== 'rgba' ? 'limited' : 'full',
      inverted: false,
      matrix: header.matrix,
      planes: tiledPlanes(tiled),
      strips: strips(input, header, task, tiled, kernel),
    }
  },
}
