import { dropped, type Row, same } from '../../src/signing/migrate/row.ts'
import type { RowName } from '../../src/signing/url/options.ts'

/**
 * Parameters that KeyCDN has (its page "Image Processing", updated on 2023-08-29). Their names and
 * values are the same in Signet.
 */
const SHARED = [
  'trim',
  'crop',
  'width',
  'height',
  'fit',
  'position',
  'enlarge',
  'extend',
  'bg',
  'flip',
  'flop',
  'rotate',
  'gamma',
  'negate',
  'grayscale',
  'threshold',
  'blur',
  'sharpen',
  'normalize',
  'tint',
  'removealpha',
  'olurl',
  'olalign',
  'olx',
  'oly',
  'olwidth',
  'olheight',
  'olscale',
  'olpadding',
  'olalpha',
  'olrepeat',
  'format',
  'quality',
  'alphaquality',
  'lossless',
  'nearlossless',
  'progressive',
  'compression',
  'adaptive',
  'metadata',
] as const satisfies readonly RowName[]

/** KeyCDN's parameters, with those in its access tokens. */
export const KEYCDN_PARAMETERS: readonly Row[] = [
  ...SHARED.map((name) => same(name, name)),
  same('expire', 'expire', 'as an access token has it, and signed with the parameters'),
  dropped('token', 'sign anew'),
]
