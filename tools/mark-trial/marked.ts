import type { Rgba } from '../../cli/mark/picture.ts'
import { modeOf } from '../../src/engine/mark/modes.ts'
import { mark } from '../../src/engine/ops/mark.ts'
import type { MarkKey } from '../../src/engine/options/transform-options.ts'
import { upload } from '../../src/engine/wasm/heap.ts'
import { openKernel, view } from '../../src/engine/wasm/kernel.ts'

/** Returns a marked copy of a picture, made in the same way as in the Worker. */
export function marked({ data, width, height }: Rgba, value: string, { streams }: MarkKey): Rgba {
  const kernel = openKernel()
  const address = upload(kernel, data)
  const picture = { width, height, layout: 'rgba' as const, planes: [{ width, height, address }] }
  mark.run(kernel, picture, { value, stream: streams[modeOf(picture).bits] })
  return { data: view(kernel, address, data.length).slice(), width, height }
}
