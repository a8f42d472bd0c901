import resizeImage, { initResize } from '@jsquash/resize'
import initHqx, { resize as hqxResize } from '@jsquash/resize/lib/hqx/pkg/squooshhqx.js'
import hqxWasm from '@jsquash/resize/lib/hqx/pkg/squooshhqx_bg.wasm'
import initMagicKernel, {
  resize as magicKernel,
} from '@jsquash/resize/lib/magic-kernel/pkg/jsquash_magic_kernel.js'
import magicWasm from '@jsquash/resize/lib/magic-kernel/pkg/jsquash_magic_kernel_bg.wasm'
import wasm from '@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import type { Size } from '../../../src/engine/picture/size.ts'
import type { Filter } from '../../../src/engine/wasm/kernel.ts'

/** Resizes with jSquash, which works on gamma-coded values and ignores alpha. */
export async function resize(
  { width, height, data }: Frame,
  size: Size,
  method: Filter,
): Promise<Uint8Array> {
  await initResize(wasm)
  const image = { width, height, data: new Uint8ClampedArray(data), colorSpace: 'srgb' } as const
  const options = { ...size, method, premultiply: false, linearRGB: false, fitMethod: 'stretch' } as const
  return new Uint8Array((await resizeImage(image, options)).data.buffer)
}

const VERSION = 'magicKernelSharp2021'

/** Resizes with jSquash's Magic Kernel. */
export async function magic({ width, height, data }: Frame, size: Size): Promise<Uint8Array> {
  await initMagicKernel({ module_or_path: magicWasm })
  const { data: made } = magicKernel(new Uint8Array(data), width, height, size.width, size.height, VERSION)
  return new Uint8Array(made.buffer)
}

/** Enlarges with jSquash's hqx. */
export async function hqx({ width, height, data }: Frame, factor: number): Promise<Uint8Array> {
  await initHqx(hqxWasm)
  return new Uint8Array(hqxResize(new Uint32Array(data.slice().buffer), width, height, factor).buffer)
}
