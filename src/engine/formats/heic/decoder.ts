import { Failure } from '../../../errors.ts'
import { withPooledMemory } from '../../memory/pooled-memory.ts'
import type { Header } from '../../picture/header.ts'
import type { Pixels, StreamedLayout, Strip } from '../../picture/picture.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import { type ByteSource, type Decoder, LOSSY_SPREAD } from '../codec.ts'
import { type DecodeTiles, tileStrips } from '../heif/tile-strips.ts'
import { type Tiled, tiledPlanes } from '../heif/tiled.ts'
import { removeTransforms } from '../heif/without-transforms.ts'
import { HEIC } from './hevc-configuration.ts'
import { isGrid, joiningMemory, libheifMemory, type Task, taskOf } from './memory.ts'
import { type Mode, tiledAs } from './modes.ts'
import { assertOnePicture } from './picture-count.ts'
import { type DecodedPlane, type Session, startSession } from './session.ts'
import { wholeStrips } from './whole-strips.ts'

/** Whether this build decodes HEIC. */
export const available: boolean = true

const LAYOUTS: Readonly<Record<Mode, StreamedLayout>> = {
  '4:2:0': 'ycc',
  '4:0:0': 'gray',
  rgb: 'rgb',
  rgba: 'rgba',
}

/** A tile that contradicts its header must not show memory that no decoder has written. */
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

/** A picture decoded at once. Of RGBA, what is shown is read where libheif has it. */
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

/** The file is in libheif's memory alone while rows are read. */
async function* strips(
  input: ByteSource,
  header: Header,
  { image, mode }: Task,
  tiled: Tiled,
  kernel: Kernel,
) {
  const file = await input.readAll()
  const limit = libheifMemory(header, file.length)
  yield* withPooledMemory(limit, async function* (memory) {
    const session = startSession(memory, file.length, limit)
    session.file.set(file)
    removeTransforms(session.file, HEIC)
    // The bytes that libheif reads: an item may lie over the table that has just changed.
    assertOnePicture(session.file, image.item)
    session.open(image.item)
    if (mode === 'rgba' || !isGrid(image)) yield* shownOf(session, mode, tiled, kernel)
    else yield* tileStrips(tiled, decodeTiles(session, mode, tiled), kernel)
  })
}

/** libheif with libde265: tile by tile, as planes where it can. Its memory is counted as the transform's own. */
export const decoder: Decoder = {
  needsWholeInput: true,
  eighths: [8],
  memory: (header, size) => size + libheifMemory(header, size) + joiningMemory(header),
  kernelMemory: joiningMemory,
  spread: () => LOSSY_SPREAD,
  async decode(input, header, kernel): Promise<Pixels> {
    const task = taskOf(header)
    const { image, mode } = task
    const tiled = tiledAs(mode, image, header)
    return {
      layout: LAYOUTS[mode],
      // Of RGB the range is full: it has been converted.
      range: image.matrix?.full === false && mode !== 'rgb' && mode !== 'rgba' ? 'limited' : 'full',
      inverted: false,
      matrix: header.matrix,
      planes: tiledPlanes(tiled),
      strips: strips(input, header, task, tiled, kernel),
    }
  },
}
