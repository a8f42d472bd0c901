import { join } from '../bytes/image-writers.ts'
import { property } from './writer.ts'

function find(file: Buffer, type: string): { at: number; end: number } {
  const at = file.indexOf(type, 0, 'latin1') - 4
  return { at, end: at + file.readUInt32BE(at) }
}

/**
 * Adds a clean aperture to the first item of a file written by libheif, as the last property,
 * marked essential.
 * @param numbers numbers of the box, 32 bits each
 */
export function withAperture(image: Uint8Array, numbers: readonly number[]): Buffer<ArrayBuffer> {
  const file = Buffer.from(image)
  const clap = property.clap(numbers)
  const [ipco, ipma] = [find(file, 'ipco'), find(file, 'ipma')]
  let properties = 0
  for (let at = ipco.at + 8; at < ipco.end; at += file.readUInt32BE(at)) properties++
  // `ipma`: version and flags, item count, then for each item its id, property count and property
  // indices.
  const countAt = ipma.at + 18
  const listEnd = countAt + 1 + file.readUInt8(countAt)
  const associated = join(file.subarray(ipco.end, listEnd), 0x80 | (properties + 1), file.subarray(listEnd))
  const made = Buffer.from(join(file.subarray(0, ipco.end), clap, associated))
  const grow = (at: number, bytes: number) => made.writeUInt32BE(made.readUInt32BE(at) + bytes, at)
  const moved = clap.length + 1
  made.writeUInt8(made.readUInt8(countAt + clap.length) + 1, countAt + clap.length)
  grow(ipco.at, clap.length)
  grow(ipma.at + clap.length, 1)
  for (const type of ['iprp', 'meta']) grow(find(file, type).at, moved)
  // `iloc`: for each item its id, data reference, base offset and one extent.
  const iloc = find(file, 'iloc')
  for (let at = iloc.at + 16; at < iloc.end; at += 18) grow(at + 4, moved)
  return made
}
