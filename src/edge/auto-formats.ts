import * as v from 'valibot'
import { MODERN_FORMATS } from '../engine/options/modern-formats.ts'

const FORMATS = [...MODERN_FORMATS, 'jpeg', 'png'] as const

/** Field `auto` of a zone: the formats among which `format=auto` chooses. */
export const AutoFormats = v.optional(
  v.pipe(
    v.array(v.picklist(FORMATS)),
    v.minLength(1, 'expected at least one; without the field all are allowed'),
    v.check((formats) => new Set(formats).size === formats.length, 'expected each format once'),
    v.description(
      'formats among which `format=auto` chooses, such as `["webp", "jpeg"]`; JPEG and PNG are always among them, for clients that accept no other; without the field all are',
    ),
  ),
)
