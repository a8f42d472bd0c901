import { heapBytes } from '../../wasm/heap.ts'
import { PALETTE } from './palette.ts'

// Sizes in `src/engine/kernel/gif`.
const ENTRIES = 65_536
const WINDOW = 65_536 + 4104

/** Most bytes of a piece of an image's data. */
export const PIECE = 65_536

/** What the kernel keeps while it decodes images, whatever their size. */
export const DECODER_BYTES: number = heapBytes(ENTRIES, PIECE, PALETTE, WINDOW)
