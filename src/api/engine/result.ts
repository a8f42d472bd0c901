import { encoders } from '../../engine/formats/codecs.ts'
import type { Transformed } from '../../engine/transform/job.ts'
import { Failure } from '../../errors.ts'
import type { Result, ResultInfo } from './types.ts'

const isFormat = (name: string | undefined): name is ResultInfo['format'] =>
  name !== undefined && Object.hasOwn(encoders, name)

/** Returns an engine output in its public form. @throws Failure internal */
export function resultOf({ body, type, processed, info }: Transformed): Result {
  const { size, format, quality, tries, frames, hdr } = info
  if (!size || !isFormat(format)) throw new Failure('internal', undefined, 'an output has no size or format')
  return {
    body,
    type,
    width: size.width,
    height: size.height,
    info: {
      format,
      bytes: body.length,
      ...(quality !== undefined && { quality }),
      ...(tries !== undefined && { tries }),
      ...(frames !== undefined && { frames }),
      ...(hdr !== undefined && { hdr }),
      isOriginal: processed === 2,
    },
  }
}
