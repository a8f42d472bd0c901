/** OBU types (AV1 specification, 6.2.2). */
export const OBU = { sequence: 1, frameHeader: 3, frame: 6 } as const

/** An open bitstream unit. */
export interface Obu {
  readonly type: number
  readonly payload: Uint8Array
}

/**
 * Yields the OBUs in an item's data, up to the first one that is not valid (AV1 specification,
 * 5.3). The data may be cut, and with it the last OBU's payload.
 */
export function* readObus(data: Uint8Array): Generator<Obu> {
  for (let at = 0; at < data.length; ) {
    const head = data[at] ?? 0
    const [forbidden, extended, sized] = [(head & 0x80) !== 0, (head & 4) !== 0, (head & 2) !== 0]
    if (forbidden) return
    const first = at + (extended ? 2 : 1)
    const size = sized ? readLeb128(data, first) : { value: data.length - first, end: first }
    if (!size) return
    const end = size.end + size.value
    yield { type: (head >> 3) & 15, payload: data.subarray(size.end, end) }
    at = end
  }
}

/**
 * Reads a number with up to 8 bytes. Each byte holds seven bits, the lowest bits first (4.10.5).
 */
function readLeb128(data: Uint8Array, from: number): { value: number; end: number } | undefined {
  let value = 0
  let weight = 1
  for (let index = 0; index < 8; index++, weight *= 128) {
    const byte = data[from + index] ?? 0
    value += (byte & 0x7f) * weight
    if (byte < 0x80) return { value, end: from + index + 1 }
  }
  return undefined
}
