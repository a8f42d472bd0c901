import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import decode, { init } from '@jsquash/webp/decode.js'
import type { Frame } from '../../../src/engine/picture/picture.ts'

const { resolve } = createRequire(import.meta.url)

let started: Promise<void> | undefined

async function start(): Promise<void> {
  await init({ wasmBinary: await readFile(resolve('@jsquash/webp/codec/dec/webp_dec.wasm')) })
}

/** Decodes a WebP with jSquash's build of libwebp, and returns RGBA. */
export async function decodeByJsquash(file: Uint8Array<ArrayBuffer>): Promise<Frame> {
  started ??= start()
  await started
  const { width, height, data } = await decode(Uint8Array.from(file).buffer)
  return { width, height, data: new Uint8Array(data) }
}
