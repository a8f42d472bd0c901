import { type DctPlane, inverseDct, placeBlock, ZIGZAG } from './dct-reference.ts'

/** A marker segment of a JPEG. This module reads baseline JPEGs (T.81) in double precision. */

export interface Segment {
  /** Second byte of the marker. */
  readonly marker: number
  readonly data: Uint8Array
}

export interface HuffmanTable {
  /** Huffman table's symbols by their codes. A code is a string that contains 0 and 1. */
  readonly symbols: ReadonlyMap<string, number>
  /** Number of times that each symbol occurs in the file. */
  readonly counts: Map<number, number>
}

export interface Jpeg {
  readonly width: number
  readonly height: number
  readonly segments: readonly Segment[]
  /** Quantization steps by table destination, in natural order. */
  readonly steps: ReadonlyMap<number, readonly number[]>
  /** Huffman tables by class and destination, as in DHT: 0x00, 0x10, 0x01, … */
  readonly huffman: ReadonlyMap<number, HuffmanTable>
  readonly planes: readonly DctPlane[]
}

interface Component {
  readonly id: number
  readonly h: number
  readonly v: number
  readonly table: number
  readonly plane: DctPlane
  dc: number
}

const SOF0 = 0xc0
const DHT = 0xc4
const EOI = 0xd9
const SOS = 0xda
const DQT = 0xdb

/**
 * Reads a baseline JPEG.
 * @throws Error the file has something that baseline files must not have
 */
export function readJpeg(bytes: Uint8Array): Jpeg {
  const { segments, scan } = split(bytes)
  const steps = new Map<number, number[]>()
  const huffman = new Map<number, HuffmanTable>()
  for (const { marker, data } of segments) {
    if (marker === DQT) readSteps(data, steps)
    if (marker === DHT) readHuffman(data, huffman)
  }
  const frame = find(segments, SOF0)
  const [height, width] = [word(frame, 1), word(frame, 3)]
  const components = readComponents(frame, width, height)
  readScan(find(segments, SOS), scan, components, steps, huffman)
  return { width, height, segments, steps, huffman, planes: components.map(({ plane }) => plane) }
}

const byte = (data: Uint8Array, at: number): number => data[at] ?? fail(`nothing at ${at}`)
const word = (data: Uint8Array, at: number) => byte(data, at) * 256 + byte(data, at + 1)

function fail(message: string): never {
  throw new Error(`JPEG: ${message}`)
}

function find(segments: readonly Segment[], marker: number): Uint8Array {
  const found = segments.filter((segment) => segment.marker === marker)
  return found.length === 1 && found[0]
    ? found[0].data
    : fail(`${found.length} segments ${marker.toString(16)}`)
}

function split(bytes: Uint8Array) {
  if (word(bytes, 0) !== 0xffd8) fail('no SOI')
  const segments: Segment[] = []
  let at = 2
  while (segments.at(-1)?.marker !== SOS) {
    if (byte(bytes, at) !== 0xff) fail(`no marker at ${at}`)
    const length = word(bytes, at + 2)
    segments.push({ marker: byte(bytes, at + 1), data: bytes.subarray(at + 4, at + 2 + length) })
    at += 2 + length
  }
  const scan: number[] = []
  for (; at < bytes.length - 2; at++) {
    scan.push(byte(bytes, at))
    if (bytes[at] === 0xff && byte(bytes, ++at) !== 0) fail(`a marker in the data, at ${at}`)
  }
  if (word(bytes, at) !== 0xff00 + EOI) fail('no EOI at the end')
  return { segments, scan }
}

function readSteps(data: Uint8Array, steps: Map<number, number[]>): void {
  for (let at = 0; at < data.length; at += 65) {
    if (byte(data, at) > 3) fail('steps of more than eight bits')
    const table = new Array<number>(64)
    for (const [k, natural] of ZIGZAG.entries()) table[natural] = byte(data, at + 1 + k)
    steps.set(byte(data, at), table)
  }
}

function readHuffman(data: Uint8Array, tables: Map<number, HuffmanTable>): void {
  for (let at = 0; at < data.length; ) {
    const symbols = new Map<string, number>()
    let value = at + 17
    let code = 0
    for (let length = 1; length <= 16; length++, code *= 2) {
      for (let i = 0; i < byte(data, at + length); i++) {
        const bits = (code++).toString(2).padStart(length, '0')
        if (bits.length > length || !bits.includes('0')) fail(`no code ${bits} of ${length} bits`)
        symbols.set(bits, byte(data, value++))
      }
    }
    if (new Set(symbols.values()).size !== symbols.size) fail('a symbol has two codes')
    tables.set(byte(data, at), { symbols, counts: new Map() })
    at = value
  }
}

function readComponents(frame: Uint8Array, width: number, height: number): Component[] {
  const factors = Array.from({ length: byte(frame, 5) }, (_, i) => byte(frame, 7 + 3 * i))
  const most = Math.max(...factors)
  return factors.map((factor, i): Component => {
    const [h, v] = [factor >> 4, factor & 15]
    const size = {
      width: Math.ceil((width * h) / (most >> 4)),
      height: Math.ceil((height * v) / (most & 15)),
    }
    const plane = { ...size, data: new Float64Array(size.width * size.height) }
    return { id: byte(frame, 6 + 3 * i), h, v, table: byte(frame, 8 + 3 * i), plane, dc: 0 }
  })
}

function readScan(
  header: Uint8Array,
  scan: readonly number[],
  components: readonly Component[],
  steps: Jpeg['steps'],
  huffman: Jpeg['huffman'],
): void {
  let position = 0
  const bit = () => {
    const value = scan[position >> 3] ?? fail('the data ends too early')
    return (value >> (7 - (position++ & 7))) & 1
  }
  const table = (id: number) => huffman.get(id) ?? fail(`no table ${id}`)
  const symbol = ({ symbols, counts }: HuffmanTable): number => {
    let code = ''
    while (code.length < 16) {
      code += bit()
      const found = symbols.get(code)
      if (found === undefined) continue
      counts.set(found, (counts.get(found) ?? 0) + 1)
      return found
    }
    return fail(`no code ${code}`)
  }
  // Returns a coefficient's value from its bits (EXTEND in T.81 F.2.2.1).
  const receive = (length: number) => {
    let value = 0
    for (let i = 0; i < length; i++) value = value * 2 + bit()
    return length > 0 && value < 2 ** (length - 1) ? value - 2 ** length + 1 : value
  }
  const readBlock = (component: Component, selector: number) => {
    const block = new Array<number>(64).fill(0)
    component.dc += receive(symbol(table(selector >> 4)))
    block[0] = component.dc
    for (let k = 1; k < 64; k++) {
      const value = symbol(table(0x10 + (selector & 15)))
      if (value === 0x00) break
      k += value >> 4
      if (k > 63) fail('a run beyond the block')
      block[ZIGZAG[k] as number] = receive(value & 15)
      if (value !== 0xf0 && (value & 15) === 0) fail(`symbol ${value}`)
    }
    const table64 = steps.get(component.table) ?? fail('no steps')
    return inverseDct(block.map((value, i) => value * (table64[i] as number)))
  }

  const [luma] = components
  if (!luma || byte(header, 0) !== components.length) fail('not all components in one scan')
  const columns = Math.ceil(luma.plane.width / (8 * luma.h))
  const rows = Math.ceil(luma.plane.height / (8 * luma.v))
  for (let mcu = 0; mcu < columns * rows; mcu++) {
    for (const [i, component] of components.entries()) {
      if (byte(header, 1 + 2 * i) !== component.id) fail('components in another order')
      for (let k = 0; k < component.h * component.v; k++) {
        const column = (mcu % columns) * component.h + (k % component.h)
        const row = Math.floor(mcu / columns) * component.v + Math.floor(k / component.h)
        placeBlock(component.plane, column * 8, row * 8, readBlock(component, byte(header, 2 + 2 * i)))
      }
    }
  }
  while (position & 7) if (bit() === 0) fail('filled up with zeros')
  if (position !== scan.length * 8) fail('data behind the last block')
}
