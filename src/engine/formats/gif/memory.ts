import { heapBytes } from '../../wasm/heap.ts'
import { PALETTE } from './palette.ts'

// Bytes of the buffers in `src/engine/kernel/gif`.
const ENTRIES = 65_536
const WINDOW = 65_536 + 4104

/** Maximum bytes of a piece of an image's data. */
export const PIECE = 65_536

/** Bytes that the kernel keeps while it decodes images, whatever their width and height. */
export const DECODER_BYTES: number = heapBytes(ENTRIES, PIECE, PALETTE, WINDOW)
