import type { PlannedDerivative } from '../../src/edge/request/plan-derivative.ts'
import type { Color } from '../../src/engine/color/color.ts'
import { decoders } from '../../src/engine/formats/codecs.ts'
import type { Header } from '../../src/engine/formats/header.ts'
import type { PlannedStep as EngineStep } from '../../src/engine/ops/operations.ts'
import type { Placement } from '../../src/engine/ops/placement.ts'
import type { Orientation } from '../../src/engine/picture/header.ts'
import { type Turn, turnOf, turnSize } from '../../src/engine/picture/orientation.ts'
import type { Box } from '../../src/engine/picture/size.ts'
import { defaultFormat } from '../../src/engine/plan/output.ts'
import type { PlannedTransform } from '../../src/engine/transform/plan.ts'
import { memoryBytes } from '../../src/memory/index.ts'
import type { LaidOverlay, PlanAnswer, PlannedStep } from '../local-server.ts'
import { settingsTexts } from './settings-texts.ts'

const rounded = (value: number) => Math.round(value * 1000) / 1000

const isColor = (value: object): value is Color => 'r' in value && 'g' in value && 'b' in value

const colorText = ({ r, g, b }: Color) => `rgb(${r} ${g} ${b})`

function textOf([name, value]: readonly [string, unknown]): string[] {
  if (typeof value === 'number') return [`${name} ${rounded(value)}`]
  if (typeof value === 'string') return [`${name} ${value}`]
  if (value === true) return [name]
  if (typeof value !== 'object' || value === null) return []
  if (isColor(value)) return [`${name} ${colorText(value)}`]
  return 'width' in value && 'height' in value ? [`${name} ${value.width}x${value.height}`] : []
}

const isTurn = (value: object): value is Turn => 'swap' in value

/** Descriptions of the turns that make EXIF orientations upright. Orientation 1 needs no turn. */
const TURNS: readonly (readonly [Orientation, string])[] = [
  [2, 'mirrored'],
  [3, 'half a turn'],
  [4, 'top to bottom'],
  [5, 'axes exchanged'],
  [6, 'a quarter clockwise'],
  [7, 'axes exchanged and half a turn'],
  [8, 'a quarter counterclockwise'],
]

function turnText({ swap, mirrorX, mirrorY }: Turn): string {
  const found = TURNS.find(([orientation]) => {
    const turn = turnOf(orientation)
    return turn.swap === swap && turn.mirrorX === mirrorX && turn.mirrorY === mirrorY
  })
  return found?.[1] ?? ''
}

function detailOf(args: object): string {
  if (isColor(args)) return colorText(args)
  return isTurn(args) ? turnText(args) : Object.entries(args).flatMap(textOf).join(', ')
}

function stepOf({ op, args }: EngineStep): PlannedStep {
  if (args === undefined || op === 'convert') return { name: op }
  const detail = detailOf(args)
  return detail === '' ? { name: op } : { name: op, detail }
}

function laidOf({ x, y, box, angle, blend, pitch }: Placement, index: number): LaidOverlay {
  const how = [
    angle !== 0 && `rotated by ${rounded(angle)}°`,
    blend !== 'normal' && blend,
    pitch && 'repeated',
  ].filter((text) => typeof text === 'string')
  return { layer: index + 1, x, y, ...box, ...(how.length > 0 && { detail: how.join(', ') }) }
}

function scaledBox({ x, y, width, height }: Box, across: number, down: number): Box {
  return {
    x: rounded(x * across),
    y: rounded(y * down),
    width: rounded(width * across),
    height: rounded(height * down),
  }
}

function transformOf(
  { width, height }: Header,
  planned: PlannedTransform,
  budget: number,
): NonNullable<PlanAnswer['transform']> {
  const { plan, demand, mayKeepSource, hdr } = planned
  const { scale, resize, format, animation } = plan
  const { dense: decodeScale } = scale
  const isTranscode = plan.transcode?.when === 'always'
  const decoded = {
    width: Math.ceil((width * decodeScale) / 8),
    height: Math.ceil((height * decodeScale) / 8),
  }
  return {
    decodeScale,
    decoded,
    crop: scaledBox(resize.box, decoded.width / width, decoded.height / height),
    resized: { width: resize.size.width, height: resize.size.height },
    planar: plan.planar,
    steps: plan.steps.map(stepOf),
    overlays: plan.overlays.map(laidOf),
    output: {
      format,
      width: plan.output.width,
      height: plan.output.height,
      settings: [
        ...(isTranscode ? ['coefficients of the JPEG'] : settingsTexts(plan)),
        animation && `${animation.frames} frames`,
        hdr !== undefined && `gain map ${hdr}`,
      ]
        .filter((text) => typeof text === 'string')
        .join(', '),
    },
    memory: { planned: demand.bytes + memoryBytes(demand), kernel: demand.kernel ?? 0, budget },
    mayKeepSource,
    ...(plan.transcode && { transcode: plan.transcode.when }),
  }
}

/** Returns the number of frames that `animate=1` keeps. Returns nothing for a still image. */
function framesOf({ format, frames }: Header): Pick<PlanAnswer['source'], 'frames'> {
  const isStill = frames === 1 || decoders[format].animation === undefined
  return isStill ? {} : { frames: frames ?? 'unknown' }
}

/**
 * Describes a plan as JSON for display.
 * @param original `true` if the source itself is delivered
 * @param budget maximum memory of the isolate in bytes
 */
export function planAnswer(
  { header, byteLength, transform }: PlannedDerivative,
  original: boolean,
  budget: number,
): PlanAnswer {
  const { format, orientation, alpha, canvas } = header
  const upright = turnSize(header, turnOf(orientation))
  return {
    source: {
      format,
      ...upright,
      bytes: byteLength,
      orientation,
      alpha,
      defaultFormat: defaultFormat(format, alpha),
      ...canvas,
      ...framesOf(header),
    },
    original,
    ...(transform && { transform: transformOf(header, transform, budget) }),
  }
}
