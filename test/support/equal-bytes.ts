import { expect } from 'vitest'

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)

// Vitest's own comparison of typed arrays takes a hundred times as long for equal arrays, because
// it compares the names of their elements.
expect.addEqualityTesters([
  function equalBytes(a, b) {
    if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b) || a.constructor !== b.constructor) return undefined
    return bytesOf(a).equals(bytesOf(b)) || undefined
  },
])
