import { modeOf } from '../../src/mark/modes.ts'
import { mark } from '../../src/ops/mark.ts'
import type { MarkKey } from '../../src/url/intent.ts'
import { upload } from '../../src/wasm/heap.ts'
import { openKernel, view } from '../../src/wasm/kernel.ts'
import type { Rgba } from './picture.ts'

/** A copy of a picture with a mark, as the Worker makes it. */
export function marked({ data, width, height }: Rgba, value: string, { streams }: MarkKey): Rgba {
  const kernel = openKernel()
  const address = upload(kernel, data)
  const picture = { width, height, layout: 'rgba' as const, planes: [{ width, height, address }] }
  mark.run(kernel, picture, { value, stream: streams[modeOf(picture).bits] })
  return { data: view(kernel, address, data.length).slice(), width, height }
}
