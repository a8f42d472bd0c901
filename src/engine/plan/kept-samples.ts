import { isDisplayP3 } from '../color/display-p3.ts'
import { encoders, type OutputFormat } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import { embeddableProfile } from '../metadata/icc.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { PlannedResize } from '../rows/resize.ts'
import type { UnmeasuredPlan } from './plan.ts'

/** `true` if the original's color profile may be kept, because the output can describe it. */
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

/** Work on a picture between the decoder and the encoder. */
interface Work
  extends Pick<UnmeasuredPlan, 'format' | 'settings' | 'steps' | 'overlays' | 'background' | 'mark'> {
  readonly resize: Pick<PlannedResize, 'space' | 'light'>
}

/**
 * `true` if a 16-bit picture keeps its 16 bits up to an encoder that takes them. All operations
 * except the resize work on 8 bits. The color conversion does, too.
 */
export function mayStayWide(header: Header, work: Work): boolean {
  const { format, settings, steps, overlays, background, mark, resize } = work
  const isChanged = steps.length + overlays.length > 0 || background || mark || resize.space || resize.light
  return !isChanged && plannedLayout(header) === 'rgba16' && encoders[format].takesWide?.(settings) === true
}
