import { Failure } from '../../errors.ts'
import type { Analysis } from '../analysis/analyze.ts'
import { attention } from '../analysis/attention.ts'
import { type Crop, type Focus, isFocus } from '../options/areas.ts'
import { mention, mentioning, parts } from '../options/mention.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Box, Size } from '../picture/size.ts'

type Rectangle = Extract<Crop, Size>

function rectangle({ width, height }: Size, crop: Rectangle): Box {
  const cut: Size = { width: Math.min(crop.width, width), height: Math.min(crop.height, height) }
  const x = crop.x ?? Math.floor((width - cut.width) / 2)
  const y = crop.y ?? Math.floor((height - cut.height) / 2)
  if (x >= width || y >= height)
    throw mentioning(
      'bad-parameter',
      parts`${mention('crop')}: ${x},${y} lies outside the image, which is ${width}x${height}`,
    )
  return { x, y, width: Math.min(cut.width, width - x), height: Math.min(cut.height, height - y) }
}

function shaped(size: Size, shape: Size, zoom: number): Size {
  const scale = Math.min(size.width / shape.width, size.height / shape.height) / zoom
  const side = (length: number, max: number) => Math.min(max, Math.max(1, Math.round(length * scale)))
  return { width: side(shape.width, size.width), height: side(shape.height, size.height) }
}

/** Returns a focus point in pixels. Coordinates up to 1 are relative to the width or height. */
export function focusPoint({ width, height }: Size, { at: [x, y] }: Focus): { x: number; y: number } {
  return { x: x <= 1 ? x * width : x, y: y <= 1 ? y * height : y }
}

function around(size: Size, shape: Size, focus: Focus): Box {
  const { x, y } = focusPoint(size, focus)
  const cut = shaped(size, shape, focus.zoom ?? 1)
  const start = (center: number, length: number, room: number) =>
    Math.max(0, Math.min(room - length, Math.round(center - length / 2)))
  return { x: start(x, cut.width, size.width), y: start(y, cut.height, size.height), ...cut }
}

function interesting(size: Size, within: Box, cut: Size, { preview }: Analysis): Box {
  if (!preview) throw new Failure('internal', undefined, 'a smart crop was planned without an analysis')
  const [across, down] = [preview.width / size.width, preview.height / size.height]
  const region = {
    x: within.x * across,
    y: within.y * down,
    width: within.width * across,
    height: within.height * down,
  }
  const found = attention(preview, region, cut)
  const start = (center: number, length: number, from: number, room: number) =>
    Math.max(from, Math.min(from + room - length, Math.round(center - length / 2)))
  return {
    x: start((found.x + found.width / 2) / across, cut.width, within.x, within.width),
    y: start((found.y + found.height / 2) / down, cut.height, within.y, within.height),
    ...cut,
  }
}

/**
 * Returns the box that a crop keeps, in pixels of the upright original.
 * @param size the upright original's size
 * @returns box in whole pixels of the original
 * @throws Failure bad-parameter: the crop lies outside the image
 */
export function cropBox(
  size: Size,
  { crop, width = 1, height = 1 }: TransformOptions,
  analysis: Analysis,
): Box {
  const within = analysis.trim ?? { x: 0, y: 0, ...size }
  const shape = { width, height }
  if (!crop) return within
  if (crop === 'smart') return interesting(size, within, shaped(within, shape, 1), analysis)
  const box = isFocus(crop) ? around(within, shape, crop) : rectangle(within, crop)
  return { ...box, x: within.x + box.x, y: within.y + box.y }
}
