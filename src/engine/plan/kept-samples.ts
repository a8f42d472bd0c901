import { isDisplayP3 } from '../color/display-p3.ts'
import { encoders, type OutputFormat } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import { embeddableProfile } from '../metadata/icc.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Resize } from '../rows/resize.ts'
import type { UnmeasuredPlan } from './plan.ts'

/** `true` if colors may stay those of the original, because the output can describe them. */
export function mayKeepProfile(
  header: Header,
  { metadata = '0' }: TransformOptions,
  format: OutputFormat,
): boolean {
  if (metadata === '0') return false
  const { profile } = encoders[format]
  if (profile === 'any') return embeddableProfile(header) !== undefined
  return profile === 'display-p3' && isDisplayP3(header)
}

/** Work on a picture between its decoder and its encoder. */
interface Work
  extends Pick<UnmeasuredPlan, 'format' | 'settings' | 'steps' | 'overlays' | 'background' | 'mark'> {
  readonly resize: Pick<Resize, 'space' | 'light'>
}

/**
 * `true` if a picture of 16 bits keeps them up to an encoder that takes them. All operations but
 * the resize work on 8 bits, and so does the conversion of colors.
 */
export function mayStayWide(header: Header, work: Work): boolean {
  const { format, settings, steps, overlays, background, mark, resize } = work
  const isChanged = steps.length + overlays.length > 0 || background || mark || resize.space || resize.light
  return !isChanged && plannedLayout(header) === 'rgba16' && encoders[format].takesWide?.(settings) === true
}
