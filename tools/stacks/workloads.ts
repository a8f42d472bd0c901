import '../../src/engine/codecs/standard.ts'
import '../../src/engine/codecs/heic-decoder.ts'
import type { EncodeSettings } from '../../src/engine/formats/codec.ts'
import { decoders, encoders } from '../../src/engine/formats/codecs.ts'
import { probe } from '../../src/engine/formats/probe.ts'
import { textOverlay } from '../../src/engine/overlay/text.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { drawSvg } from '../../src/engine/svg/draw.ts'
import { readSvg } from '../../src/engine/svg/read.ts'
import { shapeText } from '../../src/engine/text/shape.ts'
import { openKernel } from '../../src/engine/wasm/kernel.ts'
import { Failure } from '../../src/errors.ts'
import { decodeWhole } from '../../test/support/engine/decode-whole.ts'
import { SETTINGS } from '../../test/support/engine/encode-settings.ts'
import { inKernel } from '../../test/support/engine/operate.ts'

/**
 * Maximum width and height in pixels for pictures that are encoded. Larger pictures take long, and
 * their encoders use no more stack.
 */
const MAX_ENCODED = { width: 512, height: 384 }
const MAX_DECODED = 24_000_000

/** Encoder settings that reach different code, each with its own stack use. */
const ENCODED: readonly (readonly [keyof typeof encoders, Partial<EncodeSettings>])[] = [
  ['webp', { nearLossless: true, quality: 60 }],
  ['jpeg', { progressive: true, quality: 60 }],
  ['jpeg', { progressive: true, quality: 97 }],
  ['avif', { quality: 55 }],
  ['avif', { quality: 90, alpha: true }],
]

function cornerOf({ width, height, data }: Frame): Frame {
  const size = { width: Math.min(width, MAX_ENCODED.width), height: Math.min(height, MAX_ENCODED.height) }
  const rows = Array.from({ length: size.height }, (_, row) =>
    data.subarray(4 * row * width, 4 * (row * width + size.width)),
  )
  return { ...size, data: new Uint8Array(Buffer.concat(rows)) }
}

/**
 * Decodes a picture.
 * @returns `undefined` if the picture has more pixels than `MAX_DECODED`
 */
export async function decodePicture(file: Uint8Array): Promise<Frame | undefined> {
  const header = probe(file, true)
  if (!header) throw new Failure('corrupt', 'the header is not complete')
  const { width, height } = header.coded ?? header
  if (!(width * height <= MAX_DECODED)) return undefined
  return decodeWhole(decoders[header.format], file, header)
}

/** Encodes a picture with all foreign encoders. */
export async function encodePicture(frame: Frame): Promise<void> {
  const corner = cornerOf(frame)
  for (const [format, settings] of ENCODED) {
    const { kernel, picture } = inKernel(corner)
    await encoders[format].encode(picture, { ...SETTINGS, ...settings }, kernel)
  }
}

/** Draws an SVG. */
export function drawDrawing(file: Uint8Array): void {
  const svg = readSvg(file)
  drawSvg(
    svg,
    { width: Math.ceil(Math.min(svg.width, 800)), height: Math.ceil(Math.min(svg.height, 800)) },
    openKernel(),
  )
}

/** Shapes and draws a text. */
export async function drawText(text: string, font: Uint8Array): Promise<void> {
  const shaped = shapeText(text, [font])
  const overlay = textOverlay(shaped, { layer: 'ol', text, size: 20 }, { width: 200, height: 100 })
  await overlay.render({ width: 40, height: 20 })
}
