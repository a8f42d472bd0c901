import { isIdentity, quarterTurn, turnSize } from '../picture/orientation.ts'
import type { Frame, Picture } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import { rgba } from '../rows/rgba.ts'
import { BLENDS, type Kernel, view } from '../wasm/kernel.ts'
import type { Composite, Lay, Tile } from './composite.ts'
import { everywhereRotated, rotated } from './oblique-overlay.ts'
import { type OverlayBlocks, overlayBlocks } from './overlay-blocks.ts'
import type { Placement } from './placement.ts'

function uploadFaded(kernel: Kernel, address: number, { data }: Frame, opacity: number): void {
  const pixels = view(kernel, address, data.length)
  pixels.set(data)
  if (opacity === 1) return
  const faded = Uint8Array.from({ length: 256 }, (_, alpha) => Math.round(alpha * opacity))
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = faded[pixels[at] ?? 0] ?? 0
}

function once({ base, placement: { x, y }, lay }: Composite, { address, size }: Tile): void {
  for (let row = 0; row < size.height; row++) {
    lay(base.address + ((y + row) * base.width + x) * 4, address + row * size.width * 4, size.width)
  }
}

const firstOf = (at: number, pitch: number): number => at - Math.ceil(at / pitch) * pitch

/**
 * Repeats the overlay over the whole base. Repeats each overlay row along a line as wide as the
 * base, then composites the line over every base row that shows this row.
 */
function everywhere(composite: Composite, { address, size }: Tile, pitch: Size): void {
  const { kernel, base, placement, blocks, lay } = composite
  const bytes = size.width * 4
  const repeated = view(kernel, blocks.line, base.width * 4).fill(0)
  const first = firstOf(placement.x, pitch.width)
  for (let row = 0; row < size.height; row++) {
    const source = view(kernel, address + row * bytes, bytes)
    for (const left of [first, first + pitch.width]) {
      if (left >= base.width) continue
      const shown = source.subarray(Math.max(0, -left) * 4, (base.width - left) * 4)
      repeated.set(shown, Math.max(0, left) * 4)
    }
    for (let done = pitch.width * 4; done < repeated.length; done *= 2) repeated.copyWithin(done, 0, done)
    for (let top = firstOf(placement.y, pitch.height) + row; top < base.height; top += pitch.height)
      if (top >= 0) lay(base.address + top * base.width * 4, blocks.line, base.width)
  }
}

function turned({ kernel, placement, blocks }: Composite): Tile {
  const { size, angle, pitch } = placement
  const turn = quarterTurn(angle)
  if (isIdentity(turn)) return { address: blocks.pixels, size, pitch }
  const [swap = 0, mirrorX = 0, mirrorY = 0] = [turn.swap, turn.mirrorX, turn.mirrorY].map(Number)
  const [source, out] = [blocks.pixels, blocks.rotated]
  kernel.turnPlane({ source, ...size, bytesPerPixel: 4, swap, mirrorX, mirrorY, out })
  return { address: blocks.rotated, size: turnSize(size, turn), pitch: pitch && turnSize(pitch, turn) }
}

/**
 * Lays a picture over another in place: source-over with straight alpha (W3C Compositing and
 * Blending Level 1), after blending its colors with the colors below. Where the overlay is
 * transparent, the base does not change by a single bit.
 * @param picture the base, which must not be used again
 * @param over overlay pixels, in the placement's size
 * @param given blocks that `overlayBlocks` has allocated for this overlay and others
 */
export function composeOverlay(
  kernel: Kernel,
  picture: Picture,
  placement: Placement,
  over: Frame,
  given?: OverlayBlocks,
): Picture {
  const target = rgba(kernel, picture)
  const blocks = given ?? overlayBlocks(kernel, picture, [placement])
  const { angle, blend, opacity, pitch } = placement
  const lay: Lay =
    blend === 'normal'
      ? kernel.composite
      : (base, over, count) => kernel.blend(base, over, count, BLENDS[blend])
  const composite = { kernel, base: target.planes[0], placement, blocks, lay }
  uploadFaded(kernel, blocks.pixels, over, opacity)
  if (angle % 90 === 0) {
    const tile = turned(composite)
    if (tile.pitch) everywhere(composite, tile, tile.pitch)
    else once(composite, tile)
  } else if (pitch) everywhereRotated(composite, pitch)
  else once(composite, rotated(composite))
  return target
}
