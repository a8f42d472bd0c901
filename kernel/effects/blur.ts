import { countedBytes, startCount } from '../heap'
import { BLOCK, convolveBytes, padded } from './convolve'
import { keep, line, openRing, pictureRow, repeat, repeats, ring, slot, window } from './ring'

function extendRow(row: usize, width: usize, radius: usize, line: usize): void {
  const before = load<u32>(row)
  const after = load<u32>(row + 4 * (width - 1))
  const start = line + 4 * radius
  for (let at = line; at < start; at += 4) store<u32>(at, before)
  memory.copy(start, row, 4 * width)
  const end = start + padded(4 * width) + 4 * radius
  for (let at = start + 4 * width; at < end; at += 4) store<u32>(at, after)
}

/** Returns how many bytes `blur` allocates. */
export function blurBytes(width: usize, radius: usize): f64 {
  startCount()
  openRing(padded(4 * width), 4, radius)
  return countedBytes()
}

/**
 * Blurs premultiplied RGBA pixels with a small symmetric mask, in place. Beyond the picture's
 * edges, the edge pixels are repeated.
 * @param mask radius + 1 16-bit weights: the center's weight, then the weights on one side; all 2 ·
 *   radius + 1 weights, with both sides, sum to 256
 * @param radius number of weights on either side, without the center, at least 1
 */
export function blur(rgba: usize, width: usize, height: usize, mask: usize, radius: usize): void {
  const rowBytes: usize = 4 * width
  const stride = padded(rowBytes)
  const whole: usize = rowBytes & ~(BLOCK - 1)
  openRing(stride, 4, radius)
  for (let row: usize = 0; row < height + 2 * radius; row++) {
    if (repeats(row, radius, height)) repeat(ring, stride, radius, row)
    else {
      extendRow(rgba + pictureRow(row, radius) * rowBytes, width, radius, line)
      convolveBytes(line + 4 * radius, 4, mask, radius, slot(ring, stride, radius, row), stride)
    }
    keep(ring, stride, radius, row)
    if (row < 2 * radius) continue
    const center = window(ring, stride, radius, row)
    const out = rgba + (row - 2 * radius) * rowBytes
    convolveBytes(center, stride, mask, radius, out, whole)
    if (whole === rowBytes) continue
    convolveBytes(center + whole, stride, mask, radius, line, BLOCK)
    memory.copy(out + whole, line, rowBytes - whole)
  }
}
