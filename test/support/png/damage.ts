import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { join, pngChunk } from '../bytes/image-writers.ts'
import { mutant } from '../hostile/mutations.ts'

const SIGNATURE = 8

/** Yields the chunks of a PNG up to the first wrong length. */
function* chunks(file: Uint8Array): Generator<{ at: number; type: string; data: Uint8Array }> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  for (let at = SIGNATURE; at + 12 <= file.length; ) {
    const length = view.getUint32(at)
    if (at + 12 + length > file.length) return
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8))
    yield { at, type, data: file.subarray(at + 8, at + 8 + length) }
    at += 12 + length
  }
}

/** Corrects the checksums of a PNG in place. */
export function resealed<File extends Uint8Array>(file: File): File {
  for (const { at, data } of chunks(file)) {
    const sum = crc32(file.subarray(at + 4, at + 8 + data.length))
    new DataView(file.buffer, file.byteOffset).setUint32(at + 8 + data.length, sum)
  }
  return file
}

function repacked(file: Uint8Array, change: (zlib: Uint8Array) => Uint8Array): Uint8Array<ArrayBuffer> {
  const all = [...chunks(file)]
  const zlib = join(...all.flatMap(({ type, data }) => (type === 'IDAT' ? [data] : [])))
  const before = all.filter(({ type }) => type !== 'IDAT' && type !== 'IEND')
  return join(
    file.subarray(0, SIGNATURE),
    ...before.map(({ type, data }) => pngChunk(type, data)),
    pngChunk('IDAT', change(zlib)),
    pngChunk('IEND'),
  )
}

/**
 * Functions that damage a PNG: anywhere, anywhere with corrected checksums, in the compressed data,
 * or in the filtered rows.
 */
export const PNG_DAMAGE = {
  file: mutant,
  sealed: (file, random) => resealed(mutant(file, random)),
  compressed: (file, random) => repacked(file, (zlib) => mutant(zlib, random)),
  rows: (file, random) => repacked(file, (zlib) => deflateSync(mutant(inflateSync(zlib), random))),
} as const satisfies Record<string, typeof mutant>
