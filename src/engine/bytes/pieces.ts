import { type OwnBytes, releaseBuffer } from './release.ts'

/** Size in bytes of the blocks into which pieces are copied. */
export const BLOCK_BYTES = 262_144

/** File bytes, for a file whose length is not known before its end. */
export interface Pieces {
  /** Copies the file's next bytes. */
  add(piece: Uint8Array): void
  /** Overwrites bytes that were added. */
  change(at: number, bytes: Uint8Array): void
  length(): number
  /**
   * Returns the file and frees its blocks.
   * @param scratch memory that may be overwritten. The blocks are copied to it and freed before the
   *   file is allocated. Blocks for which it has no room exist together with the file
   * @param first the file's bytes before those that were added
   */
  join(scratch?: Uint8Array, first?: Uint8Array): Uint8Array<ArrayBuffer>
  /** Frees a file's blocks if it is not completed. */
  drop(): void
}

interface Block {
  readonly bytes: Uint8Array<ArrayBuffer>
  filled: number
}

/**
 * Opens an empty file.
 * @param check is called with each new length before bytes are added, and throws if it is too long
 * @param own is called with each new block
 */
export function openPieces(check: (length: number) => void, own: OwnBytes = () => undefined): Pieces {
  const blocks: Block[] = []
  let length = 0

  /** Copies a block and frees it. Returns the offset after it. */
  function move({ bytes, filled }: Block, to: Uint8Array, at: number): number {
    to.set(bytes.subarray(0, filled), at)
    releaseBuffer(bytes)
    return at + filled
  }

  function lastBlock(): Block {
    const last = blocks.at(-1)
    if (last && last.filled < BLOCK_BYTES) return last
    const block = { bytes: new Uint8Array(BLOCK_BYTES), filled: 0 }
    blocks.push(block)
    own(block.bytes)
    return block
  }

  return {
    add(piece) {
      length += piece.length
      check(length)
      for (let at = 0; at < piece.length; ) {
        const block = lastBlock()
        const part = piece.subarray(at, at + BLOCK_BYTES - block.filled)
        block.bytes.set(part, block.filled)
        block.filled += part.length
        at += part.length
      }
    },
    change(at, bytes) {
      for (const [index, byte] of bytes.entries()) {
        const block = blocks[Math.floor((at + index) / BLOCK_BYTES)]
        if (block) block.bytes[(at + index) % BLOCK_BYTES] = byte
      }
    },
    length: () => length,
    join(scratch = new Uint8Array(0), first = new Uint8Array(0)) {
      const fitting = length <= scratch.length ? blocks.length : Math.floor(scratch.length / BLOCK_BYTES)
      const moved = blocks.splice(0, fitting).reduce((at, block) => move(block, scratch, at), 0)
      const file = new Uint8Array(first.length + length)
      file.set(first)
      file.set(scratch.subarray(0, moved), first.length)
      blocks.splice(0).reduce((at, block) => move(block, file, at), first.length + moved)
      return file
    },
    drop() {
      for (const { bytes } of blocks.splice(0)) releaseBuffer(bytes)
    },
  }
}
