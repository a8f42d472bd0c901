import { IMGIX_PARAMETERS } from '../../src/signing/migrate/imgix-parameters.ts'
import { IMGPROXY_OPTIONS } from '../../src/signing/migrate/imgproxy-options.ts'
import type { Row } from '../../src/signing/migrate/row.ts'
import { THUMBOR_PARTS } from '../../src/signing/migrate/thumbor.ts'
import { THUMBOR_FILTERS } from '../../src/signing/migrate/thumbor-filters.ts'
import { BUNNY_PARAMETERS } from './bunny-parameters.ts'
import { CLOUDFLARE_OPTIONS } from './cloudflare-options.ts'
import { CLOUDINARY_OPTIONS } from './cloudinary-options.ts'
import { IPX_MODIFIERS } from './ipx-modifiers.ts'
import { KEYCDN_PARAMETERS } from './keycdn-parameters.ts'
import { NEXT_PARAMETERS } from './next-image.ts'

/** Translation tables by their section names in the documentation. */
export const TABLES: Readonly<Record<string, readonly Row[]>> = {
  imgproxy: IMGPROXY_OPTIONS,
  imgix: IMGIX_PARAMETERS,
  thumbor: THUMBOR_PARTS,
  'thumbor-filters': THUMBOR_FILTERS,
  keycdn: KEYCDN_PARAMETERS,
  cloudflare: CLOUDFLARE_OPTIONS,
  bunny: BUNNY_PARAMETERS,
  cloudinary: CLOUDINARY_OPTIONS,
  ipx: IPX_MODIFIERS,
  next: NEXT_PARAMETERS,
}

/** Formats one row per parameter: its names, its counterpart and a note. */
export function migrationRows(rows: readonly Row[]): string[][] {
  return rows.map(({ names, becomes, note }) => [
    names.map((name) => `\`${name}\``).join(', '),
    becomes === undefined ? '–' : /^[a-z_]+$/.test(becomes) ? `\`${becomes}\`` : becomes,
    note,
  ])
}
