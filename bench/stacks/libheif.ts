import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PCM_DENSITY } from '../heic-source.ts'

interface HeifImage {
  get_width(): number
  get_height(): number
  display(
    target: { data: Uint8ClampedArray; width: number; height: number },
    done: (shown: { data: Uint8ClampedArray } | null) => void,
  ): void
  free(): void
}

/** Part of the interface that libheif-js documents. */
interface Libheif {
  HeifDecoder: new () => { decode(file: Uint8Array): readonly HeifImage[] }
}

const { resolve } = createRequire(import.meta.url)
const PLACE = 'libheif-js/libheif-wasm/libheif'

let loading: Promise<Libheif> | undefined

async function load(): Promise<Libheif> {
  const { default: factory } = (await import(resolve(`${PLACE}.js`))) as {
    default: (options: { wasmBinary: Uint8Array }) => Libheif | Promise<Libheif>
  }
  return factory({ wasmBinary: readFileSync(resolve(`${PLACE}.wasm`)) })
}

/** Decodes a picture to RGBA as in libheif-js's documentation. */
export async function decodeHeic(file: Uint8Array) {
  loading ??= load()
  const { HeifDecoder } = await loading
  const [image] = new HeifDecoder().decode(file)
  if (!image) throw new Error('libheif finds no picture')
  const [width, height] = [image.get_width(), image.get_height()]
  const data = new Uint8ClampedArray(width * height * 4)
  await new Promise<void>((done, fail) => {
    image.display({ data, width, height }, (shown) => (shown ? done() : fail(new Error('libheif fails'))))
  })
  image.free()
  return { data, width, height }
}

/**
 * Names the decoder, and says if the file contains PCM samples because `heif-enc` was not
 * installed.
 */
export function describeHeic(path: string, pixels: number): string {
  const isPcm = statSync(path).size > pixels * PCM_DENSITY
  return `libheif-js, the whole picture${isPcm ? ', which has bare samples' : ''}`
}
