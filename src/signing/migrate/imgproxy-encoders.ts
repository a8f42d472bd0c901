import { OUTPUT_OPTIONS } from '../../engine/options/output-options.ts'
import { BYTES_RANGE, isOff, isOn, numberIn, wholeIn } from './arguments.ts'
import type { Draft } from './draft.ts'
import { type Row, translated } from './row.ts'

const { max_bytes: BYTES, autoquality: SSIM } = OUTPUT_OPTIONS

function readMaxBytes([value = '']: readonly string[]): Draft | undefined {
  if (isOff(value)) return {}
  const bytes = wholeIn(value, BYTES.shape.min, BYTES.shape.max)
  return bytes === undefined ? undefined : { max_bytes: bytes }
}

/** Returns the SSIM for a DSSIM, which is half the SSIM's distance from 1. */
function ssimOf(target: string | undefined): string | undefined {
  const dssim = numberIn(target, 0, 1)
  const { min, max } = SSIM.shape
  return dssim === undefined ? undefined : numberIn(String(1 - 2 * Number(dssim)), min, max)
}

function readAutoquality([method = '', target, , max = '']: readonly string[]): Draft | undefined {
  if (method === 'none') return {}
  const bound = max === '' ? {} : { quality: max }
  const bytes = wholeIn(target, BYTES.shape.min, BYTES.shape.max)
  if (method === 'size' && bytes !== undefined) return { max_bytes: bytes, ...bound }
  const ssim = ssimOf(target)
  return method === 'dssim' && ssim !== undefined ? { autoquality: ssim, ...bound } : undefined
}

/**
 * Returns the draft for an argument that is on, and the draft for one that is off. An empty
 * argument leaves the setting of the deployment, for which there is no draft.
 */
function switched(value: string | undefined, on: Draft | undefined, off: Draft): Draft | undefined {
  if (value === undefined || value === '') return {}
  if (isOn(value)) return on
  return isOff(value) ? off : undefined
}

function readJpeg([progressive, full]: readonly string[]): Draft | undefined {
  const order = switched(progressive, { progressive: '1' }, { progressive: '0' })
  const chroma = switched(full, { subsampling: '444' }, { subsampling: '420' })
  return order && chroma && { ...order, ...chroma }
}

function readPng([interlaced, quantize, colors = '256']: readonly string[]): Draft | undefined {
  const palette = switched(quantize, { colors: colors === '' ? '256' : colors }, {})
  return switched(interlaced, undefined, {}) && palette
}

/** Translation table rows for imgproxy's encoder options. */
export const IMGPROXY_ENCODERS: readonly Row[] = [
  translated(
    'max_bytes mb',
    '`max_bytes`',
    `${BYTES_RANGE}; 0 is left out, and so is all of it with \`png\` or a source that ends in \`.png\`, which imgproxy does not limit; the answer is 422 if no quality fits`,
    readMaxBytes,
  ),
  translated(
    'autoquality aq',
    '`max_bytes`, `autoquality`, `quality`',
    '`size` becomes `max_bytes`, `dssim` the `autoquality` 1 − 2 × DSSIM; the maximum quality becomes `quality`, the minimum and the allowed error are left out; `none` is left out, and `ml` has no counterpart',
    readAutoquality,
  ),
  translated(
    'jpeg_options jpgo',
    '`progressive`, `subsampling`',
    'the first two arguments; the others choose methods of MozJPEG, and are left out',
    readJpeg,
  ),
  translated(
    'png_options pngo',
    '`colors`',
    'the number of colors, if the image is quantized; interlacing has no counterpart',
    readPng,
  ),
]
