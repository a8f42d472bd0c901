import { onTestFinished, vi } from 'vitest'

/**
 * Watches the buffers that are detached until the test ends.
 * @returns a function that returns their lengths in bytes, in order
 */
export function watchReleases(): () => readonly number[] {
  const { transfer } = ArrayBuffer.prototype
  const lengths: number[] = []
  const watch = vi.spyOn(ArrayBuffer.prototype, 'transfer').mockImplementation(function (
    this: ArrayBuffer,
    length?: number,
  ) {
    lengths.push(this.byteLength)
    return transfer.call(this, length)
  })
  onTestFinished(() => watch.mockRestore())
  return () => lengths
}
