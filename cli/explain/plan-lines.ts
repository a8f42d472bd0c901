import type { PlanAnswer } from '../local-server.ts'

/** A printed line: its label and its text. */
export type Line = readonly [label: string, text: string]

interface Size {
  readonly width: number
  readonly height: number
}

const sizeText = ({ width, height }: Size) => `${width} × ${height}`

const count = (value: number) => value.toLocaleString('en-US')

const isFullPicture = (box: Size & { x: number; y: number }, { width, height }: Size) =>
  box.x === 0 && box.y === 0 && box.width === width && box.height === height

function transformLines(transform: NonNullable<PlanAnswer['transform']>): readonly Line[] {
  const { decodeScale, decoded, crop, resized, planar, steps, overlays, output, memory } = transform
  const scale = decodeScale === 8 ? '' : `at ${decodeScale}/8 of the size, `
  const part = isFullPicture(crop, decoded) ? '' : `, of which ${sizeText(crop)} from ${crop.x}, ${crop.y}`
  const named = [
    ...(isFullPicture({ x: 0, y: 0, ...resized }, crop) ? [] : [`resize to ${sizeText(resized)}`]),
    ...steps.map(({ name, detail }) => (detail === undefined ? name : `${name} ${detail}`)),
    ...overlays.map(
      ({ x, y, width, height, detail }) =>
        `overlay of ${sizeText({ width, height })} at ${x}, ${y}${detail === undefined ? '' : `, ${detail}`}`,
    ),
  ]
  const repacked =
    transform.transcode === 'instead' ? '; the repacked source, where that output is longer' : ''
  const kept = transform.mayKeepSource ? '; the source itself, where that is smaller' : ''
  const settings = output.settings && `, ${output.settings}`
  return [
    ...(transform.transcode === 'always'
      ? [['repack', 'the coefficients, without decoding pixels'] as const]
      : [
          ['decode', `${scale}${sizeText(decoded)}${part}${planar ? ', in planes' : ''}`] as const,
          ['steps', named.join('; ') || 'none'] as const,
        ]),
    ['output', `${output.format}, ${sizeText(output)}${settings}${repacked}${kept}`],
    ['memory', `${count(memory.planned)} bytes of ${count(memory.budget)}`],
  ]
}

/** Formats a plan as lines: source, decode scale, steps, output and memory. */
export function planLines({ source, original, transform }: PlanAnswer): readonly Line[] {
  const turned = source.orientation === 1 ? '' : `, EXIF orientation ${source.orientation}`
  const alpha = source.alpha ? ', transparent' : ''
  const frame = source.page === undefined ? '' : `, frame ${source.page}`
  const bytes = source.bytes === 0 ? 'of unknown length' : `${count(source.bytes)} bytes`
  return [
    ['source', `${source.format}, ${sizeText(source)}, ${bytes}${turned}${frame}${alpha}`],
    ...(transform ? transformLines(transform) : [['output', describe(original)] as const]),
  ]
}

const describe = (original: boolean) => (original ? 'the original' : 'a description, without a transform')
