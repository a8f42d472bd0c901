import { expect } from 'vitest'

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)

// Vitest's own typed array comparison takes a hundred times as long for equal arrays, because it
// compares the elements' names.
expect.addEqualityTesters([
  function equalBytes(a, b) {
    if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b) || a.constructor !== b.constructor) return undefined
    return bytesOf(a).equals(bytesOf(b)) || undefined
  },
])
