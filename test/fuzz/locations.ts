/** Yields the positions of all file offsets in an `iloc` box (ISO/IEC 14496-12, 8.11.3). */
function* offsetsOf(iloc: Uint8Array): Generator<number> {
  const view = new DataView(iloc.buffer, iloc.byteOffset, iloc.byteLength)
  const version = view.getUint8(0)
  const [offset, length] = [view.getUint8(4) >> 4, view.getUint8(4) & 15]
  const [base, index] = [view.getUint8(5) >> 4, version > 0 ? view.getUint8(5) & 15 : 0]
  const wide = version === 2
  const items = wide ? view.getUint32(6) : view.getUint16(6)
  let at = wide ? 10 : 8
  for (let item = 0; item < items; item++) {
    at += wide ? 4 : 2
    const method = version > 0 ? view.getUint16(at) & 15 : 0
    at += version > 0 ? 4 : 2
    if (base === 4 && offset === 0 && method === 0) yield at
    at += base
    const extents = view.getUint16(at)
    at += 2
    for (let extent = 0; extent < extents; extent++) {
      at += index
      if (offset === 4 && method === 0) yield at
      at += offset + length
    }
  }
}

/**
 * Returns a location table in which all file offsets are moved by `distance`. A damaged table is
 * changed as far as it can be parsed.
 */
export function relocated(iloc: Uint8Array, distance: number): Uint8Array<ArrayBuffer> {
  const moved = Uint8Array.from(iloc)
  const view = new DataView(moved.buffer)
  try {
    for (const at of offsetsOf(iloc)) view.setUint32(at, view.getUint32(at) + distance)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return moved
}
