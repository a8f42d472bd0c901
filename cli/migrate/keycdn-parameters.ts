import { dropped, type Row, same } from '../../src/signing/migrate/row.ts'
import { isRowName, OPTIONS } from '../../src/signing/url/options.ts'

/** Parameters that KeyCDN does not have (its page "Image Processing", updated on 2023-08-29). */
const ADDED = [
  ...['preset', 'output', 'download', 'oltext', 'olfont', 'olsize', 'olcolor', 'olstroke', 'olshadow'],
  ...['ollines', 'olrotate', 'olblend', 'ol-name', 'dpr', 'filter', 'linear', 'brightness', 'contrast'],
  ...[
    'saturation',
    'hue',
    'pixelate',
    'radius',
    'redact',
    'autoquality',
    'max_bytes',
    'subsampling',
    'colors',
    'palette',
    'dither',
    'effort',
    'hdr',
    'animate',
    'page',
    'mark',
    'original',
  ],
]

const SHARED = Object.keys(OPTIONS)
  .filter(isRowName)
  .filter((name) => OPTIONS[name].group !== 'access' && !ADDED.includes(name))

/** Parameters of KeyCDN. They have the same names and values in Signet. */
export const KEYCDN_PARAMETERS: readonly Row[] = [
  ...SHARED.map((name) => same(name, name)),
  same('expire', 'expire', 'as an access token has it, and signed with the parameters'),
  dropped('token', 'sign anew'),
]
